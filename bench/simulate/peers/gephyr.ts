import type { Relay, SimulatedAnswer, SimulatedRequest } from '../request.ts'
import type { UpstreamAccount } from '../upstream.ts'
import { attempt, type PeerWorld, type Refused } from './attempt.ts'

/**
 * gephyr's policy, `balance` and `cache_first` alike: sticky sessions, one account for all within a minute, else the better
 * of two by chance among five. At its best: no waiting while another account is free, limits by the right account, counts
 * cleared by success, equal accounts in the order of chance instead of always the same five.
 */

const WINDOW_MS = 60_000
const MAX_WAIT_MS = 60_000
const MAX_ATTEMPTS = 3
const FIRST = 5
const SHORTEST_REST_MS = 2_000
const UNKNOWN_REST_MS = 60_000
const SERVER_ERROR_MS = 8_000
const LADDER_MS = [60_000, 300_000, 1_800_000, 7_200_000]

export const openGephyr = (world: PeerWorld): Relay => {
  const gephyr = new Gephyr(world)
  return {
    send: (request, done) =>
      gephyr.place({ request, done, sentAt: world.clock.monotonic(), tried: new Set() }),
  }
}

type Exchange = {
  readonly request: SimulatedRequest
  readonly done: (answer: SimulatedAnswer) => void
  readonly sentAt: number
  readonly tried: Set<string>
}

class Gephyr {
  readonly #world: PeerWorld
  readonly #restsUntil = new Map<string, number>()
  readonly #quotaFailures = new Map<string, number>()
  readonly #bindings = new Map<string, string>()
  readonly #disabled = new Set<string>()
  #last: { readonly account: string; readonly at: number } | undefined

  constructor(world: PeerWorld) {
    this.#world = world
  }

  place(exchange: Exchange): void {
    const account = this.#choose(exchange)
    if (account !== undefined) return this.#ask(exchange, account)
    const rests = this.#rests().filter((ms) => ms > 0)
    const soonest = rests.length === 0 ? 0 : Math.min(...rests)
    if (exchange.tried.size === 0 && soonest > 0 && soonest <= SHORTEST_REST_MS) {
      this.#world.clock.schedule(soonest, () => this.#afterSleep(exchange))
      return
    }
    this.#refuse(exchange, soonest)
  }

  #afterSleep(exchange: Exchange): void {
    const account = this.#free(exchange)[0]
    if (account === undefined) this.#refuse(exchange, SHORTEST_REST_MS)
    else this.#ask(exchange, account)
  }

  #refuse({ done }: Exchange, retryAfterMs: number): void {
    done({ type: 'refused', reason: 'all accounts limited', retryAfterMs, isLimit: true })
  }

  #choose(exchange: Exchange): UpstreamAccount | undefined {
    const isFirst = exchange.tried.size === 0
    const { session } = exchange.request
    const bound = isFirst ? this.#bound(session) : undefined
    if (bound !== undefined) return bound
    const free = this.#free(exchange)
    const recent = isFirst ? this.#recent(free) : undefined
    if (recent !== undefined) return recent
    const chosen = this.#betterOfTwo(free)
    if (chosen !== undefined && isFirst) {
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
    if (this.#disabled.has(id) || restMs > MAX_WAIT_MS) this.#bindings.delete(session)
    return restMs > 0 || this.#disabled.has(id) ? undefined : account
  }

  #recent(free: readonly UpstreamAccount[]): UpstreamAccount | undefined {
    const last = this.#last
    if (last === undefined || this.#now() - last.at >= WINDOW_MS) return undefined
    return free.find(({ model }) => model.id === last.account)
  }

  #betterOfTwo(free: readonly UpstreamAccount[]): UpstreamAccount | undefined {
    const five = sample(free, FIRST, this.#world.random)
    const [one, other = one] = five
    if (one === undefined || other === undefined) return one
    return one.usedTokens <= other.usedTokens ? one : other
  }

  #free({ tried }: Exchange): readonly UpstreamAccount[] {
    return Array.from(this.#world.accounts.values()).filter(
      ({ model: { id } }) => !tried.has(id) && !this.#disabled.has(id) && this.#restMs(id) === 0,
    )
  }

  #ask(exchange: Exchange, account: UpstreamAccount): void {
    const { request, done, sentAt, tried } = exchange
    const { id } = account.model
    tried.add(id)
    attempt(this.#world, {
      request,
      account,
      sentAt,
      done,
      onServed: () => this.#quotaFailures.delete(id),
      onRefused: (refused) => {
        this.#mark(id, refused)
        if (tried.size >= MAX_ATTEMPTS) this.#refuse(exchange, refused.retryAfterMs ?? 0)
        else this.place(exchange)
      },
    })
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
    this.#restsUntil.set(id, this.#now() + Math.max(SHORTEST_REST_MS, rest))
  }

  #rests(): readonly number[] {
    return Array.from(this.#world.accounts.keys(), (id) => this.#restMs(id))
  }

  #restMs(id: string): number {
    return Math.max(0, (this.#restsUntil.get(id) ?? 0) - this.#now())
  }

  #now(): number {
    return this.#world.clock.monotonic()
  }
}

/** So many different ones, in the order of chance. */
const sample = <Value>(
  values: readonly Value[],
  count: number,
  random: PeerWorld['random'],
): readonly Value[] => {
  const left = values.slice()
  const drawn: Value[] = []
  while (drawn.length < count && left.length > 0) {
    const [value] = left.splice(Math.floor(random.next() * left.length), 1)
    if (value !== undefined) drawn.push(value)
  }
  return drawn
}
