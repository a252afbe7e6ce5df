import { defineActor, type ActorContext, type Behavior, type Signal } from '../actor/index.ts'
import type { EgressSettings } from '../exchange/egress/egress.ts'
import { schedulerClient, type Scheduler } from '../scheduler/client.ts'
import { Announcer, type WayChanged } from './announcer.ts'
import { assign, type Ways } from './assign.ts'
import { Bridges, egressOf } from './bridges.ts'
import type { CheckProxy } from './check.ts'
import type { Event, Loads } from './events.ts'
import { Health } from './health.ts'
import {
  proxyPoolKind,
  type CheckResult,
  type PoolArguments,
  type PoolConfig,
  type PoolMessage,
  type PoolProxy,
} from './messages.ts'
import type { OpenBridge } from './socks-bridge.ts'
import { tryOut } from './try-out.ts'
import { proxyViews, viewOf } from './view.ts'

/** What an operator would want to read in the log. */
export type PoolNews =
  | {
      readonly type: 'proxy-changed'
      readonly proxy: string
      readonly isHealthy: boolean
      readonly error: string
    }
  | WayChanged

export type PoolParts = {
  readonly check: CheckProxy
  readonly openBridge: OpenBridge
  readonly observe: (news: PoolNews) => void
}

/** The scheduler answers at once; after this long the loads that were known last are good enough. */
const LOADS_MS = 1_000
/** Until checks that were asked for are answered for, over or not: programs that ask often give up after 30 s. */
const CHECKED_MS = 25_000
/** Until a bridge that could not be opened is tried again. */
const BRIDGES_MS = 5_000

type Context = ActorContext<PoolMessage | Event>

class ProxyPoolActor implements Behavior<PoolMessage | Event> {
  readonly #context: Context
  readonly #parts: PoolParts
  readonly #args: PoolArguments
  readonly #scheduler: Scheduler
  readonly #bridges: Bridges
  readonly #health: Health
  readonly #announcer: Announcer
  #config: PoolConfig
  #ways: Ways = new Map()
  #loads: Loads = {}
  #turn = 0
  /** How often checks were asked for. */
  #asked = 0
  #sharedFallbacks = 0
  #strictRejections = 0

  constructor(context: Context, args: PoolArguments, parts: PoolParts) {
    this.#context = context
    this.#parts = parts
    this.#args = args
    this.#config = args.config
    this.#scheduler = schedulerClient(context.tell, args.scheduler)
    this.#bridges = new Bridges((id, proxy) => this.#openBridge(id, proxy))
    this.#announcer = new Announcer({
      bridges: this.#bridges,
      tell: (change) => this.#scheduler.egressChanged(change),
      observe: parts.observe,
    })
    const { clock, random, timers } = context
    this.#health = new Health({
      clock,
      random,
      arm: (delayMs) => timers.after('checks', delayMs, { type: 'checks-due' }),
      begin: (proxy, signal) => this.#beginCheck(proxy, signal),
    })
    this.#configure(args.config)
  }

  receive(message: PoolMessage | Event): void {
    switch (message.type) {
      case 'reconfigure':
        return this.#configure(message.config)
      case 'check-now':
        return this.#checkNow(message.replyTo)
      case 'test':
        return this.#test(message.proxy, message.replyTo)
      case 'doubt':
        return this.#doubt(message.account)
      case 'tell-view':
        return this.#withLoads(() => this.#context.tell(message.replyTo, viewOf(this.#state())))
      case 'checks-due':
        return this.#health.wake()
      case 'checked':
        return this.#learn(message)
      case 'answer-checked':
        return message.end()
      case 'tested':
        return this.#context.tell(message.replyTo, {
          type: 'proxy-tested',
          result: message.result,
        })
      case 'bridge-opened':
        if (this.#bridges.opened(message.id, message.proxy, message.bridge)) this.#reach(message.id)
        return
      case 'bridge-failed':
        this.#bridges.failed(message.id, message.proxy, message.reason)
        this.#context.timers.after('bridges', BRIDGES_MS, { type: 'open-bridges-again' })
        return this.#reach(message.id)
      case 'open-bridges-again':
        return this.#bridges.openAgain()
      case 'loads-known':
        this.#loads = message.loads
        return message.next()
      default:
        return message satisfies never
    }
  }

  signal({ type }: Signal): void {
    if (type === 'terminated') return
    this.#health.close()
    this.#bridges.close()
  }

  #configure(config: PoolConfig): void {
    this.#config = config
    const used = config.isEnabled ? config.proxies.filter(({ isEnabled }) => isEnabled) : []
    this.#bridges.configure(
      new Map([['', config.common], ...used.map((one) => [one.id, egressOf(one)] as const)]),
    )
    this.#health.configure(used, config.checkEveryMs)
    this.#retain(new Set(config.accounts.map(({ id }) => id)))
    this.#assignSoon()
  }

  #retain(accounts: ReadonlySet<string>): void {
    this.#ways = new Map(Array.from(this.#ways).filter(([account]) => accounts.has(account)))
    this.#announcer.retain(accounts)
  }

  /** Who is free matters to one strategy alone. */
  #assignSoon(): void {
    if (this.#config.strategy === 'least_connections') this.#withLoads(() => this.#assign())
    else this.#assign()
  }

  #assign(): void {
    const { ways, turn, sharedFallbacks, strictRejections } = assign(this.#config, {
      before: this.#ways,
      isHealthy: (id) => this.#health.of(id).isHealthy,
      loads: this.#loads,
      random: this.#context.random,
      turn: this.#turn,
    })
    this.#ways = ways
    this.#turn = turn
    this.#sharedFallbacks += sharedFallbacks
    this.#strictRejections += strictRejections
    this.#tellWays()
  }

  #tellWays(): void {
    this.#announcer.announce(this.#ways, this.#config)
  }

  #openBridge(id: string, proxy: EgressSettings): void {
    this.#context.pipeToSelf(
      this.#parts.openBridge(proxy),
      (bridge) => ({ type: 'bridge-opened', id, proxy, bridge }),
      ({ message }) => ({
        type: 'bridge-failed',
        id,
        proxy,
        reason: `the bridge to its SOCKS proxy cannot be opened: ${message}`,
      }),
    )
  }

  #reach(id: string): void {
    this.#tellWays()
    this.#health.checkSoon(id)
  }

  /** False: it cannot be reached yet. */
  #beginCheck(proxy: PoolProxy, signal: AbortSignal): boolean {
    const { id } = proxy
    const reach = this.#bridges.reach(id, egressOf(proxy))
    if (reach.type === 'opening') return false
    const work =
      reach.type === 'open'
        ? this.#parts.check(this.#targetOf(proxy, reach.egress), signal)
        : Promise.resolve(failed(reach.reason))
    this.#context.pipeToSelf(
      work,
      (result) => ({ type: 'checked', id, signal, result }),
      ({ message }) => ({ type: 'checked', id, signal, result: failed(message) }),
    )
    return true
  }

  /** The upstream of one of its accounts; of any, while it has none. */
  #targetOf({ id, checkUrl }: PoolProxy, egress: EgressSettings) {
    const { accounts } = this.#config
    const user = accounts.find((account) => {
      const way = this.#ways.get(account.id)
      return account.bound === id || (way?.type === 'proxy' && way.proxy === id)
    })
    return { egress, url: checkUrl, upstream: (user ?? accounts[0])?.upstream ?? '' }
  }

  #doubt(account: string): void {
    const way = this.#ways.get(account)
    if (way?.type === 'proxy') this.#health.doubt(way.proxy)
  }

  #learn({ id, signal, result }: Extract<Event, { type: 'checked' }>): void {
    if (signal.aborted || !this.#health.learn(id, result)) return
    const { isHealthy, error } = result
    this.#parts.observe({ type: 'proxy-changed', proxy: id, isHealthy, error })
    this.#assignSoon()
  }

  #test(proxy: PoolProxy, replyTo: TestReply): void {
    this.#context.pipeToSelf(
      tryOut(proxy, { ...this.#parts, targetOf: (egress) => this.#targetOf(proxy, egress) }),
      (result) => ({ type: 'tested', result, replyTo }),
      ({ message }) => ({ type: 'tested', result: failed(message), replyTo }),
    )
  }

  #checkNow(replyTo: CheckedReply): void {
    const end = this.#health.checkNow((pending) => this.#tellChecked(replyTo, pending))
    this.#asked += 1
    const late = { type: 'answer-checked', end } as const
    this.#context.timers.after(`checks asked for ${this.#asked}`, CHECKED_MS, late)
  }

  #tellChecked(replyTo: CheckedReply, pending: number): void {
    this.#withLoads(() =>
      this.#context.tell(replyTo, {
        type: 'proxies-checked',
        pending,
        proxies: proxyViews(this.#state()),
      }),
    )
  }

  #withLoads(next: () => void): void {
    this.#context.pipeToSelf(
      this.#context.ask(this.#args.scheduler, this.#scheduler.loadsQuestion(), LOADS_MS),
      (answer) => ({
        type: 'loads-known',
        loads: answer.type === 'reply' ? answer.reply.inFlight : this.#loads,
        next,
      }),
      () => ({ type: 'loads-known', loads: this.#loads, next }),
    )
  }

  #state() {
    return {
      config: this.#config,
      ways: this.#ways,
      loads: this.#loads,
      health: this.#health,
      sharedFallbacks: this.#sharedFallbacks,
      strictRejections: this.#strictRejections,
    }
  }
}

type TestReply = Extract<Event, { type: 'tested' }>['replyTo']
type CheckedReply = Extract<PoolMessage, { type: 'check-now' }>['replyTo']

const failed = (error: string): CheckResult => ({ isHealthy: false, latencyMs: null, error })

/** Owns which proxy every account has, and knows which of them work. There is one. */
export const proxyPoolActor = (parts: PoolParts) =>
  defineActor<PoolMessage, PoolArguments, Event>(proxyPoolKind, {
    supervision: {
      onFailure: 'resume',
      backoff: { minMs: 10, maxMs: 1000, jitter: 0.2 },
      limit: { restarts: 100, withinMs: 60_000 },
    },
    mailbox: { capacity: Number.MAX_SAFE_INTEGER, overflow: 'reject-new' },
    setup: (context, args) => new ProxyPoolActor(context, args, parts),
  })
