import { Recency } from '../../../src/actor/recency.ts'
import type { Relay, SimulatedAnswer, SimulatedRequest } from '../request.ts'
import type { UpstreamAccount } from '../upstream.ts'
import { attempt, type PeerWorld, type Refused } from './attempt.ts'

/**
 * gproxy's three pick modes with its retries at their best; the numbers in brackets are those of the sections of its
 * description, and each difference is written down in docs/simulate.md. Every account at most once, none waited for, nobody
 * told when to come back (12.3).
 */
export type PickMode = 'sticky_no_cache' | 'round_robin_with_cache' | 'round_robin_no_cache'

/** A 429 that says nothing, and whatever is broken (12.2): of two versions the one that serves more. */
const UNKNOWN_REST_MS = 15_000
/** From the beginning of the request (10.5, 10.7). */
const TTL_MS = 300_000
const MAX_KEYS = 4_096

export const openGproxy = (world: PeerWorld, mode: PickMode): Relay => {
  const gproxy = new Gproxy(world, mode)
  return {
    send: (request, done) => gproxy.begin({ request, done, sentAt: world.clock.monotonic() }),
  }
}

type Exchange = {
  readonly request: SimulatedRequest
  readonly done: (answer: SimulatedAnswer) => void
  readonly sentAt: number
}

type Pick = { readonly account: UpstreamAccount; readonly matchedKey: string | undefined }

class Gproxy {
  readonly #world: PeerWorld
  readonly #mode: PickMode
  readonly #restsUntil = new Map<string, number>()
  readonly #dead = new Set<string>()
  readonly #affinity = new Recency<{ readonly account: string; readonly until: number }>()

  constructor(world: PeerWorld, mode: PickMode) {
    this.#world = world
    this.#mode = mode
  }

  /** Who is eligible is decided once (12.3). */
  begin(exchange: Exchange): void {
    const now = this.#now()
    const eligible = Array.from(this.#world.accounts.values()).filter(
      ({ model: { id } }) => !this.#dead.has(id) && (this.#restsUntil.get(id) ?? 0) <= now,
    )
    this.#next(exchange, eligible)
  }

  #next(exchange: Exchange, remaining: readonly UpstreamAccount[]): void {
    const picked = this.#pick(exchange.request, remaining)
    if (picked === undefined)
      return exchange.done({
        type: 'refused',
        reason: 'all credentials exhausted',
        retryAfterMs: 0,
        isLimit: true,
      })
    const { account, matchedKey } = picked
    const { id } = account.model
    attempt(this.#world, {
      ...exchange,
      account,
      onServed: () => {
        this.#restsUntil.delete(id)
        this.#bind(exchange, id, matchedKey)
      },
      onRefused: (refused) => {
        this.#mark(id, refused)
        if (matchedKey !== undefined) this.#affinity.delete(matchedKey)
        this.#next(
          exchange,
          remaining.filter((one) => one !== account),
        )
      },
    })
  }

  #pick(request: SimulatedRequest, remaining: readonly UpstreamAccount[]): Pick | undefined {
    const [smallest] = remaining
    if (smallest === undefined) return undefined
    if (this.#mode === 'sticky_no_cache') return { account: smallest, matchedKey: undefined }
    const warm =
      this.#mode === 'round_robin_with_cache' ? this.#warm(request, remaining) : undefined
    if (warm !== undefined) return warm
    const drawn = remaining[Math.floor(this.#world.random.next() * remaining.length)]
    return { account: drawn ?? smallest, matchedKey: undefined }
  }

  /** The account with the most matching blocks; a miss ends no search, else the new last block would end each (10.7). */
  #warm(request: SimulatedRequest, remaining: readonly UpstreamAccount[]): Pick | undefined {
    const now = this.#now()
    const hits = new Map<string, { count: number; readonly key: string }>()
    for (const { mark } of keysOf(request)) {
      const known = this.#affinity.peek(mark)
      if (known === undefined || known.until <= now) continue
      const hit = hits.get(known.account)
      if (hit === undefined) hits.set(known.account, { count: 1, key: mark })
      else hit.count += 1
    }
    let best: (Pick & { readonly count: number }) | undefined
    for (const account of remaining) {
      const hit = hits.get(account.model.id)
      if (hit !== undefined && hit.count > (best?.count ?? 0))
        best = { account, matchedKey: hit.key, count: hit.count }
    }
    return best
  }

  /** The last block and the one that was found, no other (10.7). */
  #bind({ request, sentAt }: Exchange, account: string, matchedKey: string | undefined): void {
    if (this.#mode !== 'round_robin_with_cache') return
    const last = request.blocks.at(-1)?.mark
    for (const key of [matchedKey, last])
      if (key !== undefined) this.#affinity.put(key, { account, until: sentAt + TTL_MS })
    this.#affinity.keepNewest(MAX_KEYS)
  }

  #mark(id: string, { status, retryAfterMs }: Refused): void {
    if (status === 401) return void this.#dead.add(id)
    // Of the same model the later instant stays (12.2).
    const rest = retryAfterMs ?? UNKNOWN_REST_MS
    this.#restsUntil.set(id, Math.max(this.#restsUntil.get(id) ?? 0, this.#now() + rest))
  }

  #now(): number {
    return this.#world.clock.monotonic()
  }
}

/** From the last block to the first; of many the first eight and the last fifty-six. */
const keysOf = ({ blocks }: SimulatedRequest): SimulatedRequest['blocks'] =>
  (blocks.length <= 64 ? blocks : [...blocks.slice(0, 8), ...blocks.slice(-56)]).toReversed()
