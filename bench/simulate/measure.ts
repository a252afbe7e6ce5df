import { CacheModel } from './cache-model.ts'
import { percentile } from './distributions.ts'
import type { SimulatedAnswer, SimulatedRequest } from './request.ts'
import type { Call, Spectator } from './spectator.ts'
import type { UpstreamAccount } from './upstream.ts'

/** What one policy made of one day. */
export type Figures = {
  readonly policy: string
  readonly requests: number
  readonly served: number
  readonly refused: number
  /** Their first event came after the client's patience. */
  readonly late: number
  /** Refused although some account would have taken it at that instant, and had not asked to be let alone. */
  readonly refusedInVain: number
  /** Of the input tokens of what was served. */
  readonly cacheShare: number
  /** Of what one account without limits would have read; all of it where that is nothing. */
  readonly cacheOfIdeal: number
  readonly firstEventMs: Percentiles
  /** Of all that were asked, a refused one never having its first event: infinite, where more than a hundredth has none. */
  readonly p99OfAskedMs: number
  readonly waitedMs: Percentiles
  /** Of daily quotas, at the end of their day, in the mean; NaN where there are none. */
  readonly quotaUnused: number
  /** How far the most used account is above the mean, and how far accounts are from it in the mean. */
  readonly mostAboveMean: number
  readonly meanDeviation: number
  readonly switchesPerSession: number
  readonly attempts: number
}

export type Percentiles = { readonly p50: number; readonly p99: number }

type Watched = {
  readonly policy: string
  readonly accounts: ReadonlyMap<string, UpstreamAccount>
  readonly lifetimeMs: number
  readonly now: () => number
}

/** Watches one run. */
export class Measure implements Spectator {
  readonly #watched: Watched
  readonly #ideal: CacheModel
  readonly #idealOf = new Map<number, number>()
  readonly #lastAccount = new Map<string, string>()
  readonly #firstEvents: number[] = []
  readonly #waits: number[] = []
  #attempts = 0
  #requests = 0
  #refused = 0
  #late = 0
  #inVain = 0
  #switches = 0
  #inputTokens = 0
  #readTokens = 0
  #idealTokens = 0

  constructor(watched: Watched) {
    this.#watched = watched
    this.#ideal = new CacheModel(watched.lifetimeMs)
  }

  /** An upstream is asked: what would one account have had of it? */
  asked({ request }: Call): void {
    this.#attempts += 1
    if (!this.#idealOf.has(request.id))
      this.#idealOf.set(request.id, this.#ideal.read(request, this.#watched.now()))
  }

  /** It has read the prompt, as an account has that begins to answer. */
  opened({ request }: Call): void {
    this.#ideal.write(request, this.#watched.now())
  }

  answered(request: SimulatedRequest, answer: SimulatedAnswer): void {
    this.#requests += 1
    const ideal = this.#idealOf.get(request.id) ?? 0
    this.#idealOf.delete(request.id)
    if (answer.type !== 'served') return this.#count(request)
    const { usage, account, firstEventMs, waitedMs } = answer
    this.#firstEvents.push(firstEventMs)
    this.#waits.push(waitedMs)
    this.#inputTokens += request.inputTokens
    this.#readTokens += usage.cacheReadTokens
    this.#idealTokens += ideal
    if (firstEventMs > request.patienceMs) this.#late += 1
    const last = this.#lastAccount.get(request.session)
    if (last !== undefined && last !== account) this.#switches += 1
    this.#lastAccount.set(request.session, account)
  }

  #count(request: SimulatedRequest): void {
    this.#refused += 1
    const now = this.#watched.now()
    for (const account of this.#watched.accounts.values())
      if (account.wouldServe(request, now)) {
        this.#inVain += 1
        return
      }
  }

  #p99OfAsked(): number {
    const never = Array.from({ length: this.#refused }, () => Number.POSITIVE_INFINITY)
    return percentiles([...this.#firstEvents, ...never]).p99
  }

  /** `days`: that count of quotas that last a day. */
  figures(days: number): Figures {
    const { policy, accounts } = this.#watched
    const served = this.#firstEvents.length
    const unused = Array.from(accounts.values()).flatMap((account) => account.unusedIn(days))
    return {
      policy,
      requests: this.#requests,
      served,
      refused: this.#refused,
      late: this.#late,
      refusedInVain: this.#inVain,
      cacheShare: this.#inputTokens === 0 ? 0 : this.#readTokens / this.#inputTokens,
      cacheOfIdeal: this.#idealTokens === 0 ? 1 : this.#readTokens / this.#idealTokens,
      firstEventMs: percentiles(this.#firstEvents),
      p99OfAskedMs: this.#p99OfAsked(),
      waitedMs: percentiles(this.#waits),
      quotaUnused: mean(unused),
      ...spread(Array.from(accounts.values())),
      switchesPerSession: this.#switches / Math.max(1, this.#lastAccount.size),
      attempts: this.#attempts,
    }
  }
}

const percentiles = (values: readonly number[]): Percentiles => {
  const sorted = values.toSorted((one, other) => one - other)
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Of all that was used: the use of a group that had less is a matter of a few requests. */
const LEAST_OF_ALL = 0.1

/**
 * For its weight, among those that a policy means to use alike: of one priority and one plan; the most uneven of these
 * groups is told. Accounts that were down for a part of the day could not be used as the others.
 */
const spread = (accounts: readonly UpstreamAccount[]) => {
  const alike = Map.groupBy(
    accounts.filter(({ model }) => model.revokedAt === undefined && model.outage === undefined),
    ({ model }) => `${model.priority} ${model.tier}`,
  )
  const least = usedBy(accounts) * LEAST_OF_ALL
  const groups = Array.from(alike.values())
    .filter((group) => usedBy(group) >= least)
    .map(spreadOf)
  return {
    mostAboveMean: Math.max(0, ...groups.map(({ mostAboveMean }) => mostAboveMean)),
    meanDeviation: Math.max(0, ...groups.map(({ meanDeviation }) => meanDeviation)),
  }
}

const usedBy = (accounts: readonly UpstreamAccount[]): number =>
  accounts.reduce((sum, { usedTokens }) => sum + usedTokens, 0)

const spreadOf = (accounts: readonly UpstreamAccount[]) => {
  const used = accounts.map(({ usedTokens, model }) => usedTokens / model.weight)
  const middle = mean(used)
  if (middle === 0) return { mostAboveMean: 0, meanDeviation: 0 }
  return {
    mostAboveMean: Math.max(...used) / middle - 1,
    meanDeviation: mean(used.map((one) => Math.abs(one / middle - 1))),
  }
}
