import { ActorSystem, Simulation, type ActorRef, type Message } from '../../src/actor/index.ts'
import { proxyPoolActor, type PoolNews } from '../../src/proxy-pool/actor.ts'
import type { CheckTarget } from '../../src/proxy-pool/check.ts'
import { proxyPoolClient } from '../../src/proxy-pool/client.ts'
import type {
  PoolConfig,
  PooledAccount,
  PoolMessage,
  PoolProxy,
} from '../../src/proxy-pool/messages.ts'
import type { SocksProxy } from '../../src/proxy-pool/socks-bridge.ts'
import type { EgressChanged, SchedulerMessage } from '../../src/scheduler/messages.ts'
import { listener } from './listener.ts'

export const poolProxy = (id: string, over: Partial<PoolProxy> = {}): PoolProxy => ({
  id,
  name: '',
  url: `http://${id}.test:3128`,
  username: '',
  password: '',
  isEnabled: true,
  maxAccounts: 0,
  priority: 0,
  tags: [],
  checkUrl: '',
  ...over,
})

export const pooledAccount = (id: string, bound = ''): PooledAccount => ({
  id,
  bound,
  upstream: 'https://upstream.test/v1',
})

export const direct = { proxyUrl: '', proxyUsername: '', proxyPassword: '' }

/** A pool of two proxies, `one` and `two`, with everything as it is by default. */
export const poolConfig = (over: Partial<PoolConfig> = {}): PoolConfig => ({
  isEnabled: true,
  requiresProxy: false,
  allowsShared: true,
  failsOver: true,
  strategy: 'priority',
  checkEveryMs: 300_000,
  proxies: [poolProxy('one'), poolProxy('two')],
  common: direct,
  accounts: [],
  ...over,
})

type ScriptedCheck = {
  readonly target: CheckTarget
  readonly signal: AbortSignal
  end(error?: string): void
}

/** The pool actor in simulated time, with checks and bridges that the test plays. */
export const openProxyPoolWorld = async (
  config: PoolConfig,
  /** What the scheduler tells; null: it has too much to do to answer. */
  loads: Readonly<Record<string, number>> | null = {},
  /** Bridges that cannot be opened, before others can. */
  bridgeFaults = 0,
) => {
  const simulation = new Simulation({ seed: 1, startAt: 1_790_000_000_000 })
  const main = new ActorSystem({ node: 'main', ...simulation.parts })
  const told: Omit<EgressChanged, 'type'>[] = []
  const checks: ScriptedCheck[] = []
  const bridges: { readonly proxy: SocksProxy; isRetired: boolean; isClosed: boolean }[] = []
  const news: PoolNews[] = []
  let faults = bridgeFaults
  const scheduler = main.spawn(
    listener<SchedulerMessage>('scheduler', (message) => {
      if (message.type === 'tell-loads' && loads !== null)
        main.tell(message.replyTo, { type: 'loads-told', inFlight: loads })
      if (message.type !== 'egress-changed') return
      const { type: _, ...change } = message
      told.push(change)
    }),
    'scheduler',
    null,
  )
  const definition = proxyPoolActor({
    check: (target, signal) =>
      new Promise((resolve) => {
        checks.push({
          target,
          signal,
          end: (error = '') =>
            resolve({ isHealthy: error === '', latencyMs: error === '' ? 7 : null, error }),
        })
      }),
    openBridge: async (proxy) => {
      faults -= 1
      if (faults >= 0) throw new Error('EMFILE')
      const bridge = { proxy, isRetired: false, isClosed: false }
      bridges.push(bridge)
      return {
        egress: { ...direct, proxyUrl: `http://127.0.0.1:${bridges.length}` },
        retire: () => void (bridge.isRetired = true),
        close: () => void (bridge.isClosed = true),
      }
    },
    observe: (one) => news.push(one),
  })
  const ref = main.spawn(definition, 'proxy-pool', { config, scheduler })
  const pool = proxyPoolClient((to, message) => main.tell(to, message), ref)
  const ask = async <Answer extends Message>(
    question: (replyTo: ActorRef<Answer>) => PoolMessage,
  ): Promise<Answer> => {
    const answer = main.ask(ref, question, 60_000)
    await simulation.settle()
    const result = await answer
    if (result.type !== 'reply') throw new Error(result.type)
    return result.reply
  }
  await simulation.settle()
  return {
    /** What the scheduler was told, in order. */
    told,
    /** What it goes by now: `account` to the proxy's URL, or why not. */
    ways: (): Readonly<Record<string, string>> =>
      Object.fromEntries(
        told.map(({ account, blocked, egress }) => [
          account,
          blocked || egress.proxyUrl || 'direct',
        ]),
      ),
    checks,
    bridges,
    news,
    reconfigure: async (changed: PoolConfig): Promise<void> => {
      pool.reconfigure(changed)
      await simulation.settle()
    },
    doubt: async (account: string): Promise<void> => {
      pool.doubt(account)
      await simulation.settle()
    },
    /** Ends the latest check that was begun of the proxy at this address. */
    endCheck: async (url: string, error = ''): Promise<void> => {
      checks.findLast(({ target }) => target.egress.proxyUrl === url)?.end(error)
      await simulation.settle()
    },
    view: () => ask(pool.view()),
    checkNow: () => main.ask(ref, pool.checkNow(), 60_000),
    test: (proxy: PoolProxy) => main.ask(ref, pool.test(proxy), 60_000),
    settle: () => simulation.settle(),
    advance: (ms: number) => simulation.advance(ms),
    stop: async (): Promise<void> => {
      main.stop(ref)
      await simulation.settle()
    },
  }
}
