import { isLoopback } from './access.ts'
import type { Path } from './path.ts'
import type { Settings } from './schema.ts'

export type Derived = {
  readonly settings: Settings
  /** Paths whose value follows from another one, and the layer that one comes from. */
  readonly derived: ReadonlyMap<string, number>
}

/** `allow_lan_access` opens a loopback host to every address, unless a higher layer named the host. */
export const lanHost = (settings: Settings, layerOf: (path: Path) => number): Derived => {
  const allowing = layerOf(['proxy', 'allow_lan_access'])
  const naming = layerOf(['global', 'host'])
  const isOpened = settings.proxy.allow_lan_access && isLoopback(settings.global.host)
  if (!isOpened || naming > allowing) return { settings, derived: new Map() }
  return {
    settings: { ...settings, global: { ...settings.global, host: '0.0.0.0' } },
    derived: new Map([['global.host', allowing]]),
  }
}
