import type { EgressSettings } from '../exchange/egress/egress.ts'
import type { PoolProxy } from './messages.ts'
import { isSocks, type Bridge } from './socks-bridge.ts'

type State =
  | { readonly type: 'opening' }
  | { readonly type: 'open'; readonly bridge: Bridge }
  | { readonly type: 'failed'; readonly reason: string }

/** How a proxy is reached now. */
export type Reach =
  | { readonly type: 'open'; readonly egress: EgressSettings }
  /** It is known in a moment. */
  | { readonly type: 'opening' }
  | { readonly type: 'failed'; readonly reason: string }

/** A proxy as it is, whether or not anybody here can speak to it. */
export const egressOf = ({ url, username, password }: PoolProxy): EgressSettings => ({
  proxyUrl: url,
  proxyUsername: username,
  proxyPassword: password,
})

/** The bridges to SOCKS proxies, by the proxy's id. State of the pool actor, used by it alone. */
export class Bridges {
  readonly #open: (id: string, proxy: EgressSettings) => void
  readonly #bridges = new Map<string, { readonly proxy: EgressSettings; state: State }>()

  /** `open` begins to open one; its end is to be told by `opened` or `failed`. */
  constructor(open: (id: string, proxy: EgressSettings) => void) {
    this.#open = open
  }

  /** These are the proxies now. A bridge whose proxy is no longer what it was takes nothing new. */
  configure(proxies: ReadonlyMap<string, EgressSettings>): void {
    for (const [id, { proxy }] of this.#bridges)
      if (!Bun.deepEquals(proxies.get(id), proxy)) this.#retire(id)
    for (const [id, proxy] of proxies) {
      if (!isSocks(proxy.proxyUrl) || this.#bridges.has(id)) continue
      this.#bridges.set(id, { proxy, state: { type: 'opening' } })
      this.#open(id, proxy)
    }
  }

  /** False: its proxy is no longer what it was, or is reached by another already. */
  opened(id: string, proxy: EgressSettings, bridge: Bridge): boolean {
    const isWanted = this.#settle(id, proxy, { type: 'open', bridge })
    if (!isWanted) bridge.close()
    return isWanted
  }

  failed(id: string, proxy: EgressSettings, reason: string): void {
    this.#settle(id, proxy, { type: 'failed', reason })
  }

  /** One that could not be opened may be by now. */
  openAgain(): void {
    for (const [id, { proxy, state }] of this.#bridges)
      if (state.type === 'failed') this.#open(id, proxy)
  }

  reach(id: string, proxy: EgressSettings): Reach {
    if (!isSocks(proxy.proxyUrl)) return { type: 'open', egress: proxy }
    const state = this.#bridges.get(id)?.state ?? { type: 'opening' }
    return state.type === 'open' ? { type: 'open', egress: state.bridge.egress } : state
  }

  close(): void {
    for (const { state } of this.#bridges.values()) if (state.type === 'open') state.bridge.close()
  }

  #settle(id: string, proxy: EgressSettings, state: State): boolean {
    const known = this.#bridges.get(id)
    if (known === undefined || known.state.type === 'open') return false
    if (!Bun.deepEquals(known.proxy, proxy)) return false
    known.state = state
    return true
  }

  #retire(id: string): void {
    const state = this.#bridges.get(id)?.state
    if (state?.type === 'open') state.bridge.retire()
    this.#bridges.delete(id)
  }
}
