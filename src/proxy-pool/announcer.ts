import type { EgressSettings } from '../exchange/egress/egress.ts'
import type { EgressChanged } from '../scheduler/messages.ts'
import type { Way, Ways } from './assign.ts'
import { egressOf, type Bridges } from './bridges.ts'
import type { PoolConfig } from './messages.ts'

/** An account goes another way from now on, or none. */
export type WayChanged = {
  readonly type: 'way-changed'
  readonly account: string
  /** Empty: by the common proxy, or directly. */
  readonly proxy: string
  readonly blocked: string
}

type AnnouncerParts = {
  readonly bridges: Pick<Bridges, 'reach'>
  readonly tell: (change: Omit<EgressChanged, 'type'>) => void
  readonly observe: (news: WayChanged) => void
}

/** What was last told of an account. */
type Told = Pick<EgressChanged, 'blocked' | 'egress'>

const nowhere: EgressSettings = { proxyUrl: '', proxyUsername: '', proxyPassword: '' }

/** Tells each account's way out, as soon as it is known and whenever it changes. State of the pool actor, used by it alone. */
export class Announcer {
  readonly #parts: AnnouncerParts
  readonly #told = new Map<string, Told>()

  constructor(parts: AnnouncerParts) {
    this.#parts = parts
  }

  /**
   * Only these are in the settings. Whoever has left is told of anew when it is there again, even if that is before new
   * ways were found: its scheduler knows nothing of it any more.
   */
  retain(accounts: ReadonlySet<string>): void {
    for (const account of this.#told.keys()) if (!accounts.has(account)) this.#told.delete(account)
  }

  announce(ways: Ways, config: PoolConfig): void {
    for (const [account, way] of ways) {
      const told = this.#resolve(way, config)
      if (told === undefined) {
        this.#holdBack(account)
        continue
      }
      if (Bun.deepEquals(this.#told.get(account), told)) continue
      this.#tell(account, told)
      const proxy = way.type === 'proxy' ? way.proxy : ''
      this.#parts.observe({ type: 'way-changed', account, proxy, blocked: told.blocked })
    }
  }

  /** Who goes out directly must not do so for the moment in which its bridge is opened. */
  #holdBack(account: string): void {
    const before = this.#told.get(account)
    if (before === undefined || before.blocked !== '' || before.egress.proxyUrl !== '') return
    this.#tell(account, { blocked: 'its way out is being opened', egress: nowhere })
  }

  #tell(account: string, told: Told): void {
    this.#told.set(account, told)
    this.#parts.tell({ account, ...told })
  }

  /** Undefined while the bridge that it leads over is being opened, or another way is being looked for: its proxy is gone. */
  #resolve(way: Way, { proxies, common }: PoolConfig): Told | undefined {
    if (way.type === 'blocked') return { blocked: way.reason, egress: nowhere }
    const id = way.type === 'proxy' ? way.proxy : ''
    const entry = proxies.find((proxy) => proxy.id === id)
    if (way.type === 'proxy' && entry === undefined) return undefined
    const proxy = entry === undefined ? common : egressOf(entry)
    const reach = this.#parts.bridges.reach(id, proxy)
    switch (reach.type) {
      case 'open':
        return { blocked: '', egress: reach.egress }
      case 'opening':
        return undefined
      case 'failed':
        return { blocked: reach.reason, egress: nowhere }
      default:
        return reach satisfies never
    }
  }
}
