import type { Random } from '../../src/actor/index.ts'
import { Bucket } from './bucket.ts'
import { CacheModel } from './cache-model.ts'
import { lognormal } from './distributions.ts'
import { dailyQuota, rollingQuota, type Quota } from './quota.ts'
import type { SimulatedRequest, SimulatedUsage } from './request.ts'

/** What an account's upstream allows and how it behaves. 0 for a limit: none. */
export type AccountModel = {
  readonly id: string
  readonly requestsPerMinute: number
  readonly tokensPerMinute: number
  readonly outputTokensPerMinute: number
  /** What is read from the cache counts as tokens of the minute. */
  readonly countsCacheReads: boolean
  readonly concurrency: number
  readonly tokensPerDay: number
  /** Of a span that begins with the first request after the one before. */
  readonly tokensPerWindow: number
  readonly windowMs: number
  /** Of the usual time to the first event. */
  readonly slowness: number
  readonly weight: number
  /** Lower is used first. */
  readonly priority: number
  /** Its plan; empty: not known. */
  readonly tier: string
  readonly cacheLifetimeMs: number
  /** Share of answers that are a 429 without a reason. */
  readonly noise: number
  /** From an instant to another it answers 500. */
  readonly outage?: readonly [number, number]
  /** From then on its key is refused. */
  readonly revokedAt?: number
}

/** How an upstream takes a request. All instants are ms after `begin`. */
export type Taken =
  | {
      readonly type: 'served'
      readonly firstEventMs: number
      readonly totalMs: number
      readonly usage: SimulatedUsage
    }
  | {
      readonly type: 'refused'
      readonly afterMs: number
      readonly status: number
      readonly retryAfterMs: number | undefined
      /** A quota that lasts, not a rate. */
      readonly isQuota: boolean
      /** It needs so much at once that it is refused for ever; undefined: it only comes too soon. */
      readonly oversize?: { readonly neededTokens: number; readonly limitTokens: number }
    }

export type Refused = Extract<Taken, { type: 'refused' }>

const REFUSING_MS = 80
const FIRST_EVENT_MS = 600
const SPREAD = 0.5
const READING_MS_PER_TOKEN = 0.05
const MS_PER_OUTPUT_TOKEN = 12

/** One account at its upstream. It keeps its limits to the letter: who asks for too much is refused, never served. */
export class UpstreamAccount {
  readonly model: AccountModel
  readonly #cache: CacheModel
  readonly #requests: Bucket
  readonly #tokens: Bucket
  readonly #output: Bucket
  /** The one that its answers tell of comes last. */
  readonly #quotas: readonly [Quota, Quota]
  readonly #random: Random
  #inFlight = 0
  /** It has asked not to be asked before. */
  #toldUntil = 0
  /** As its limits count it. */
  usedTokens = 0

  constructor(model: AccountModel, random: Random) {
    this.model = model
    this.#random = random
    this.#cache = new CacheModel(model.cacheLifetimeMs)
    this.#requests = new Bucket(model.requestsPerMinute)
    this.#tokens = new Bucket(model.tokensPerMinute)
    this.#output = new Bucket(model.outputTokensPerMinute)
    this.#quotas = [
      dailyQuota(model.tokensPerDay),
      rollingQuota(model.tokensPerWindow, model.windowMs),
    ]
  }

  /** What it serves now. */
  get inFlight(): number {
    return this.#inFlight
  }

  begin(request: SimulatedRequest, now: number): Taken {
    const refused = this.#refusal(request, now)
    if (refused !== undefined) {
      this.#toldUntil = Math.max(this.#toldUntil, now + (refused.retryAfterMs ?? 0))
      return refused
    }
    const cacheReadTokens = this.#cache.read(request, now)
    const cacheWriteTokens = request.inputTokens - cacheReadTokens
    const { outputTokens } = request
    const counted = this.#counted(request, cacheReadTokens)
    this.#inFlight += 1
    this.#requests.take(1, now)
    this.#tokens.take(counted, now)
    this.#output.take(outputTokens, now)
    for (const quota of this.#quotas) quota.take(counted + outputTokens, now)
    this.usedTokens += cacheWriteTokens + outputTokens + cacheReadTokens / 10
    const firstEventMs =
      lognormal(this.#random, FIRST_EVENT_MS, SPREAD) * this.model.slowness +
      cacheWriteTokens * READING_MS_PER_TOKEN
    return {
      type: 'served',
      firstEventMs,
      totalMs: firstEventMs + outputTokens * MS_PER_OUTPUT_TOKEN * this.model.slowness,
      usage: { inputTokens: 0, cacheReadTokens, cacheWriteTokens, outputTokens },
    }
  }

  /** Its first event is out: it has read the prompt. */
  answering(request: SimulatedRequest, now: number): void {
    this.#cache.write(request, now)
  }

  end(): void {
    this.#inFlight -= 1
  }

  /** How it would refuse it, if it were asked now; undefined: it would take it, but for noise. */
  objection(request: SimulatedRequest, now: number): Refused | undefined {
    const { outage, revokedAt } = this.model
    if (revokedAt !== undefined && now >= revokedAt) return refused(401)
    if (outage !== undefined && now >= outage[0] && now < outage[1]) return refused(500)
    return this.#limit(request, now)
  }

  /** What its answers' headers tell of the limits of a minute. */
  announced(now: number): readonly ReturnType<Bucket['view']>[] {
    return [this.#requests.view(now), this.#tokens.view(now), this.#output.view(now)]
  }

  /** What they tell of its window; undefined while none goes on. */
  announcedWindow(now: number): ReturnType<Quota['view']> {
    return this.#quotas[1].view(now)
  }

  /** For how long it has asked to be left alone. */
  toldMs(now: number): number {
    return Math.max(0, this.#toldUntil - now)
  }

  /** Tokens of the prompt that it would read from its cache. */
  cached(request: SimulatedRequest, now: number): number {
    return this.#cache.peek(request, now)
  }

  /** Nothing was said against asking it now, and it would serve. */
  wouldServe(request: SimulatedRequest, now: number): boolean {
    return this.toldMs(now) === 0 && this.objection(request, now) === undefined
  }

  #refusal(request: SimulatedRequest, now: number): Refused | undefined {
    const { noise } = this.model
    const objection = this.objection(request, now)
    // Noise comes before limits, and takes its number whether there is one or not.
    if (objection !== undefined && objection.status !== 429) return objection
    return noise > 0 && this.#random.next() < noise ? refused(429) : objection
  }

  #limit(request: SimulatedRequest, now: number): Refused | undefined {
    const { tokensPerMinute, concurrency, countsCacheReads } = this.model
    const counted = this.#counted(request, this.#peek(request, now))
    // Vendors whose limits leave out what is cached were seen to take more than all at once, when all is there.
    if (countsCacheReads && tokensPerMinute > 0 && counted > tokensPerMinute)
      return {
        ...refused(429),
        oversize: { neededTokens: counted, limitTokens: tokensPerMinute },
      }
    const quotaMs = Math.max(...this.#quotas.map((quota) => quota.waitMs(counted, now)))
    if (quotaMs > 0) return refused(429, quotaMs, true)
    if (concurrency > 0 && this.#inFlight >= concurrency) return refused(429, 1_000)
    const waitMs = Math.max(
      this.#requests.waitMs(1, now),
      this.#tokens.waitMs(counted, now),
      this.#output.waitMs(request.outputTokens, now),
    )
    return waitMs > 0 ? refused(429, Math.ceil(waitMs / 1_000) * 1_000) : undefined
  }

  #peek(request: SimulatedRequest, now: number): number {
    return this.model.countsCacheReads ? 0 : this.#cache.peek(request, now)
  }

  #counted({ inputTokens }: SimulatedRequest, cacheReadTokens: number): number {
    return this.model.countsCacheReads ? inputTokens : inputTokens - cacheReadTokens
  }

  /** Of its quotas whose time was over within so many days, the share that nobody used. */
  unusedIn(days: number): readonly number[] {
    return this.#quotas.flatMap((quota) => quota.unusedIn(days))
  }
}

const refused = (
  status: number,
  retryAfterMs: number | undefined = undefined,
  isQuota = false,
): Refused => ({ type: 'refused', afterMs: REFUSING_MS, status, retryAfterMs, isQuota })
