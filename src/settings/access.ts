import { isIP } from 'node:net'
import type { Settings } from './schema.ts'

/** Whether only programs of this machine can reach a listener on `host`. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

export type AuthMode = Exclude<Settings['proxy']['auth_mode'], 'auto'>

/** The auth mode that holds: `auto` is `strict` when other machines can reach us, else `off`. */
export const effectiveAuthMode = (settings: Settings): AuthMode => {
  const mode = settings.proxy.auth_mode
  if (mode !== 'auto') return mode
  return isLoopback(settings.global.host) ? 'off' : 'strict'
}
