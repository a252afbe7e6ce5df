import type { Relay, SimulatedAnswer, SimulatedRequest } from '../request.ts'
import type { UpstreamAccount } from '../upstream.ts'
import { attempt, type PeerWorld, type Refused } from './attempt.ts'

/**
 * gephyr's policy at its best; the numbers in brackets are those of the sections of its description, and each difference is
 * written down in docs/simulate.md. `balance` and `cache_first` keep sessions at their accounts (5.4 A) and give what is
 * new within a minute to one account (5.4 B); in `cache_first` a session waits for its account, as its parent means it (5.5).
 * `performance_first` does neither (5.5).
 */
export type GephyrMode = 'balance' | 'cache_first' | 'performance_first'

const WINDOW_MS = 60_000
const MAX_WAIT_MS = 60_000
const MAX_ATTEMPTS = 3
/** The better of two is drawn among so many of the best (5.4). */
const FIRST = 5
/** Nobody is limited for less (5.8), and whoever is free so soon is slept for (5.4 D). */
const SHORTEST_REST_MS = 2_000
/** A 429 that gives no reason (5.8). */
const UNKNOWN_REST_MS = 60_000
const SERVER_ERROR_MS = 8_000
const LADDER_MS = [60_000, 300_000, 1_800_000, 7_200_000]
/** Before a further attempt (5.9). */
const LONGEST_DELAY_MS = 30_000
const DELAY_MARGIN_MS = 200
const LIMITED_DELAY_MS = 5_000
const BROKEN_DELAY_MS = 3_000

export const openGephyr = (world: PeerWorld, mode: GephyrMode): Relay => {
  const gephyr = new Gephyr(world, mode)
  return {
    send: (request, done) =>
      gephyr.place({
        request,
        done,
        sentAt: world.clock.monotonic(),
        attempts: 0,
        tried: new Set(),
      }),
  }
}

type Exchange = {
  readonly request: SimulatedRequest
  readonly done: (answer: SimulatedAnswer) => void
  readonly sentAt: number
  attempts: number
  readonly tried: Set<string>
}

class Gephyr {
  readonly #world: PeerWorld
  readonly #mode: GephyrMode
  readonly #restsUntil = new Map<string, number>()
  readonly #quotaFailures = new Map<string, number>()
  readonly #bindings = new Map<string, string>()
  readonly #disabled = new Set<string>()
  #last: { readonly account: string; readonly at: number } | undefined

  constructor(world: PeerWorld, mode: GephyrMode) {
    this.#world = world
    this.#mode = mode
  }

  place(exchange: Exchange): void {
    const wait = this.#waitForOwn(exchange)
    if (wait > 0) return void this.#world.clock.schedule(wait, () => this.place(exchange))
    const account = this.#choose(exchange)
    if (account !== undefined) return this.#ask(exchange, account)
    const soonest = this.#soonest()
    if (soonest > SHORTEST_REST_MS) return refuse(exchange, 'all accounts limited', soonest)
    if (soonest === 0) return refuse(exchange, 'all accounts failed or unhealthy', 0)
    this.#world.clock.schedule(soonest, () => this.#afterSleep(exchange))
  }

  /** The first that is free; else all limits are taken for too careful, and one that was not tried is asked (5.4 D). */
  #afterSleep(exchange: Exchange): void {
    const [free] = this.#free(exchange)
    const account = free ?? this.#able().find(({ model }) => !exchange.tried.has(model.id))
    if (account === undefined) refuse(exchange, 'all accounts limited', SHORTEST_REST_MS)
    else this.#ask(exchange, account)
  }

  /** How long the request waits for its session's account; 0: it does not (5.5). */
  #waitForOwn({ request, sentAt, attempts }: Exchange): number {
    if (this.#mode !== 'cache_first' || attempts > 0) return 0
    const id = this.#bindings.get(request.session)
    if (id === undefined || this.#disabled.has(id)) return 0
    const restMs = this.#restMs(id)
    return this.#now() + restMs - sentAt > MAX_WAIT_MS ? 0 : restMs
  }

  #choose(exchange: Exchange): UpstreamAccount | undefined {
    const isSticky = exchange.attempts === 0 && this.#mode !== 'performance_first'
    const { session } = exchange.request
    const bound = isSticky ? this.#bound(session) : undefined
    if (bound !== undefined) return bound
    const free = this.#free(exchange)
    const recent = isSticky ? this.#recent(free) : undefined
    if (recent !== undefined) return recent
    const chosen = this.#betterOfTwo(free)
    if (chosen !== undefined && isSticky) {
      this.#last = { account: chosen.model.id, at: this.#now() }
      if (!this.#bindings.has(session)) this.#bindings.set(session, chosen.model.id)
    }
    return chosen
  }

  #bound(session: string): UpstreamAccount | undefined {
    const id = this.#bindings.get(session)
    const account = id === undefined ? undefined : this.#world.accounts.get(id)
    if (id === undefined || account === undefined) return undefined
    const restMs = this.#restMs(id)
    if (restMs > MAX_WAIT_MS) this.#bindings.delete(session)
    return restMs > 0 ? undefined : account
  }

  #recent(free: readonly UpstreamAccount[]): UpstreamAccount | undefined {
    const last = this.#last
    if (last === undefined || this.#now() - last.at >= WINDOW_MS) return undefined
    return free.find(({ model }) => model.id === last.account)
  }

  /** The one with more quota left of two among the five with the most (5.2, 5.4). */
  #betterOfTwo(free: readonly UpstreamAccount[]): UpstreamAccount | undefined {
    const { random } = this.#world
    const five = leastUsed(free, random)
    if (five.length < 2) return five[0]
    const one = Math.floor(random.next() * five.length)
    const step = 1 + Math.floor(random.next() * (five.length - 1))
    return five[Math.min(one, (one + step) % five.length)]
  }

  /** Those that have not had the request first: who has refused it is asked again when nobody else is there. */
  #free({ tried }: Exchange): readonly UpstreamAccount[] {
    const now = this.#now()
    const free = this.#able().filter(({ model: { id } }) => (this.#restsUntil.get(id) ?? 0) <= now)
    const fresh = tried.size === 0 ? free : free.filter(({ model }) => !tried.has(model.id))
    return fresh.length > 0 ? fresh : free
  }

  #able(): readonly UpstreamAccount[] {
    const all = Array.from(this.#world.accounts.values())
    return this.#disabled.size === 0
      ? all
      : all.filter(({ model }) => !this.#disabled.has(model.id))
  }

  #ask(exchange: Exchange, account: UpstreamAccount): void {
    const { request, done, sentAt, tried } = exchange
    const { id } = account.model
    tried.add(id)
    exchange.attempts += 1
    attempt(this.#world, {
      request,
      account,
      sentAt,
      done,
      onServed: () => this.#quotaFailures.delete(id),
      onRefused: (refused) => {
        this.#mark(id, refused)
        this.#again(exchange, refused)
      },
    })
  }

  /** At once where another account is free; else after the delay of what was met (5.9). */
  #again(exchange: Exchange, refused: Refused): void {
    const { attempts } = exchange
    if (attempts >= MAX_ATTEMPTS)
      return refuse(exchange, 'all accounts exhausted', refused.retryAfterMs ?? 0)
    if (this.#free(exchange).length > 0) return this.place(exchange)
    this.#world.clock.schedule(delayOf(refused, attempts), () => this.place(exchange))
  }

  #mark(id: string, { status, retryAfterMs, isQuota }: Refused): void {
    if (status === 401) {
      this.#disabled.add(id)
      for (const [session, account] of this.#bindings)
        if (account === id) this.#bindings.delete(session)
      return
    }
    const failures = this.#quotaFailures.get(id) ?? 0
    if (isQuota) this.#quotaFailures.set(id, failures + 1)
    const step = LADDER_MS[Math.min(failures, LADDER_MS.length - 1)] ?? UNKNOWN_REST_MS
    const unstated = isQuota ? step : UNKNOWN_REST_MS
    const rest = status === 429 ? (retryAfterMs ?? unstated) : SERVER_ERROR_MS
    const until = this.#now() + Math.max(SHORTEST_REST_MS, rest)
    this.#restsUntil.set(id, Math.max(this.#restsUntil.get(id) ?? 0, until))
  }

  /** Until the first limit ends; 0 when nobody is limited. */
  #soonest(): number {
    let soonest = Number.POSITIVE_INFINITY
    for (const { model } of this.#able()) {
      const restMs = this.#restMs(model.id)
      if (restMs > 0) soonest = Math.min(soonest, restMs)
    }
    return Number.isFinite(soonest) ? soonest : 0
  }

  #restMs(id: string): number {
    return Math.max(0, (this.#restsUntil.get(id) ?? 0) - this.#now())
  }

  #now(): number {
    return this.#world.clock.monotonic()
  }
}

const refuse = ({ done }: Exchange, reason: string, retryAfterMs: number): void =>
  done({ type: 'refused', reason, retryAfterMs, isLimit: true })

const delayOf = ({ status, retryAfterMs }: Refused, attempts: number): number => {
  if (status === 401) return DELAY_MARGIN_MS
  if (status !== 429) return BROKEN_DELAY_MS * attempts
  return retryAfterMs === undefined
    ? LIMITED_DELAY_MS * attempts
    : Math.min(retryAfterMs + DELAY_MARGIN_MS, LONGEST_DELAY_MS)
}

type Used = { readonly account: UpstreamAccount; readonly used: number; readonly tie: number }

/** The few with the most of their quota left, the best first; of equal ones any, and not always the same. */
const leastUsed = (
  accounts: readonly UpstreamAccount[],
  random: PeerWorld['random'],
): readonly UpstreamAccount[] => {
  const few: Used[] = []
  for (const account of accounts) {
    const one = { account, used: account.usedTokens / account.model.weight, tie: random.next() }
    const last = few.at(-1)
    if (few.length === FIRST && last !== undefined && byUse(one, last) >= 0) continue
    few.splice(few.findLastIndex((other) => byUse(other, one) <= 0) + 1, 0, one)
    few.length = Math.min(few.length, FIRST)
  }
  return few.map(({ account }) => account)
}

const byUse = (one: Used, other: Used): number => one.used - other.used || one.tie - other.tie
