import type { Random } from '../actor/index.ts'
import { choose, type Candidate } from './choose.ts'
import type { PoolConfig, PooledAccount, PoolProxy } from './messages.ts'

/** How an account reaches the world, by what the pool knows. */
export type Way =
  | { readonly type: 'proxy'; readonly proxy: string }
  /** By the common proxy, or directly when there is none. */
  | { readonly type: 'common' }
  | { readonly type: 'blocked'; readonly reason: string; readonly isStrict: boolean }

export type Ways = ReadonlyMap<string, Way>

export type Circumstances = {
  /** As it was: an account keeps its proxy for as long as it may. */
  readonly before: Ways
  readonly isHealthy: (proxy: string) => boolean
  /** Requests in flight, by account. */
  readonly loads: Readonly<Record<string, number>>
  readonly random: Random
  /** How many were chosen so far. */
  readonly turn: number
}

export type Assignment = {
  readonly ways: Ways
  readonly turn: number
  /** New ones only. */
  readonly sharedFallbacks: number
  readonly strictRejections: number
}

/**
 * Gives every account its way out. The operator's bindings come first, then what was chosen before, then new choices:
 * so a choice never moves an account that could stay, and never takes the place of a bound one.
 */
export const assign = (config: PoolConfig, circumstances: Circumstances): Assignment => {
  const desk = new Desk(config, circumstances)
  for (const step of ['bound', 'kept', 'chosen'] as const)
    for (const account of config.accounts) desk.serve(account, step)
  return desk.result()
}

class Desk {
  readonly #config: PoolConfig
  readonly #circumstances: Circumstances
  readonly #proxies: ReadonlyMap<string, PoolProxy>
  /** Those that the operator bound somebody to. */
  readonly #taken: ReadonlySet<string>
  readonly #accounts = new Map<string, number>()
  readonly #connections = new Map<string, number>()
  readonly #ways = new Map<string, Way>()
  #turn: number
  #sharedFallbacks = 0
  #strictRejections = 0

  constructor(config: PoolConfig, circumstances: Circumstances) {
    this.#config = config
    this.#circumstances = circumstances
    this.#proxies = new Map(
      config.isEnabled ? config.proxies.map((proxy) => [proxy.id, proxy]) : [],
    )
    this.#taken = new Set(config.accounts.map(({ bound }) => bound))
    this.#turn = circumstances.turn
  }

  serve(account: PooledAccount, step: 'bound' | 'kept' | 'chosen'): void {
    if (this.#ways.has(account.id)) return
    const way = this.#steps[step](account)
    if (way === undefined) return
    this.#ways.set(account.id, way)
    if (way.type !== 'proxy') return
    add(this.#accounts, way.proxy, 1)
    add(this.#connections, way.proxy, this.#circumstances.loads[account.id] ?? 0)
  }

  result(): Assignment {
    return {
      ways: new Map(this.#config.accounts.map(({ id }) => [id, this.#ways.get(id) ?? common])),
      turn: this.#turn,
      sharedFallbacks: this.#sharedFallbacks,
      strictRejections: this.#strictRejections,
    }
  }

  readonly #steps = {
    bound: ({ bound }: PooledAccount): Way | undefined => {
      if (bound === '') return undefined
      const problem = this.#problemOf(bound)
      if (problem === '') return { type: 'proxy', proxy: bound }
      return this.#config.failsOver
        ? undefined
        : { type: 'blocked', reason: problem, isStrict: false }
    },
    kept: ({ id }: PooledAccount): Way | undefined => {
      const before = this.#circumstances.before.get(id)
      if (before?.type !== 'proxy' || this.#problemOf(before.proxy) !== '') return undefined
      const mayShare = this.#config.allowsShared || !this.#taken.has(before.proxy)
      return mayShare && this.#hasRoom(before.proxy) ? before : undefined
    },
    chosen: (account: PooledAccount): Way => this.#choose() ?? this.#without(account),
  }

  /** Why a proxy cannot be used; empty when it can. */
  #problemOf(id: string): string {
    const proxy = this.#proxies.get(id)
    if (proxy === undefined) return `the proxy ${id} does not exist`
    if (!proxy.isEnabled) return `the proxy ${id} is switched off`
    const isUsable = !this.#config.failsOver || this.#circumstances.isHealthy(id)
    return isUsable ? '' : `the proxy ${id} has failed its check`
  }

  #hasRoom(id: string): boolean {
    const most = this.#proxies.get(id)?.maxAccounts ?? 0
    return most === 0 || (this.#accounts.get(id) ?? 0) < most
  }

  #choose(): Way | undefined {
    const usable = Array.from(this.#proxies.values()).filter(
      ({ id }) => this.#problemOf(id) === '' && this.#hasRoom(id),
    )
    const free = usable.filter(({ id }) => !this.#taken.has(id))
    const isShared = free.length === 0
    if (isShared && !this.#config.allowsShared) return undefined
    const { random } = this.#circumstances
    const candidates = (isShared ? usable : free).map(this.#candidate)
    const chosen = choose(this.#config.strategy, candidates, { turn: this.#turn, random })
    if (chosen === undefined) return undefined
    this.#turn += 1
    if (isShared) this.#sharedFallbacks += 1
    return { type: 'proxy', proxy: chosen.proxy.id }
  }

  readonly #candidate = (proxy: PoolProxy): Candidate => ({
    proxy,
    connections: this.#connections.get(proxy.id) ?? 0,
    accounts: this.#accounts.get(proxy.id) ?? 0,
  })

  /** Whoever binds an account means it to go no other way than by a proxy of the pool. */
  #without({ id, bound }: PooledAccount): Way {
    const { requiresProxy } = this.#config
    if (bound === '' && !requiresProxy) return common
    const before = this.#circumstances.before.get(id)
    const isNew = before?.type !== 'blocked' || !before.isStrict
    if (requiresProxy && isNew) this.#strictRejections += 1
    const reason =
      bound === ''
        ? 'a proxy is required and none is to be had'
        : `${this.#problemOf(bound)} and no other is to be had`
    return { type: 'blocked', reason, isStrict: requiresProxy }
  }
}

const common: Way = { type: 'common' }

const add = (counts: Map<string, number>, key: string, more: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + more)
}
