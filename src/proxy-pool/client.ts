import type { ActorRef } from '../actor/index.ts'
import type {
  PoolConfig,
  PoolMessage,
  PoolProxy,
  PoolView,
  ProxiesChecked,
  ProxyTested,
} from './messages.ts'

/** How others speak to the proxy pool: the one place that builds its messages. The questions are for an `ask`. */
export type ProxyPool = {
  reconfigure(config: PoolConfig): void
  /** Takes up to 10 s for every 20 proxies, and 25 s at most. */
  checkNow(): (replyTo: ActorRef<ProxiesChecked>) => PoolMessage
  /** Also one that is not in the pool. Takes up to 10 s. */
  test(proxy: PoolProxy): (replyTo: ActorRef<ProxyTested>) => PoolMessage
  /** Something that this account has sent met nobody. */
  doubt(account: string): void
  view(): (replyTo: ActorRef<PoolView>) => PoolMessage
}

type Tell = (ref: ActorRef<PoolMessage>, message: PoolMessage) => void

export const proxyPoolClient = (tell: Tell, ref: ActorRef<PoolMessage>): ProxyPool => ({
  reconfigure: (config) => tell(ref, { type: 'reconfigure', config }),
  checkNow: () => (replyTo) => ({ type: 'check-now', replyTo }),
  test: (proxy) => (replyTo) => ({ type: 'test', proxy, replyTo }),
  doubt: (account) => tell(ref, { type: 'doubt', account }),
  view: () => (replyTo) => ({ type: 'tell-view', replyTo }),
})
