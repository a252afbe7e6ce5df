import type { Favourite } from '../choice/favourite.ts'
import { readingMs } from '../standing/latency.ts'
import type { Standing } from '../standing/leaf.ts'
import { WORTH_MS_PER_TOKEN } from '../choice/worth.ts'
import { byQuota, byRank, isUnwell } from './even-use.ts'
import type { Mode } from './mode.ts'

/** An account without a limit is thought to be half busy with so many requests. */
const MANY_REQUESTS = 16

/**
 * The least time to the first event: of two accounts drawn by chance the one with the shorter expected time goes first,
 * so that many choices at once do not all fall on the same account. What an upstream has in its cache it need not read,
 * so an account that has much of the prompt may be quicker than both; that binds nobody to it.
 */
export const performanceFirst: Mode = {
  name: 'performance_first',
  bindsSessions: false,
  followsCache: true,
  goesByLatency: true,
  // Whoever gets it has no room for those whose caches it has: let them be few.
  compareForRoom: (one: Standing, other: Standing) =>
    byRank(one, other) || one.usedAt - other.usedAt || one.tie - other.tie,
  // Quick ones are used up first. Were it so to the end, few would be left, and all would wait for their limits a minute.
  compareForQuota: byQuota,
  compare: (one: Standing, other: Standing) =>
    byRank(one, other) || expectedMs(one) - expectedMs(other) || one.tie - other.tie,
  draws: 'two',
  // Alone it costs less to read anew than to wait. Where some are at their limits, everybody waits for what is read anew:
  // what a large prompt takes of a limit brings the next account to it.
  patienceFor: ({ warmTokens, crowding }: Favourite) =>
    warmTokens * WORTH_MS_PER_TOKEN * crowding ** 2,
  attracts: ({ leaf: { standing }, warmTokens, crowding }: Favourite, best: Standing) =>
    standing.priority <= best.priority &&
    !isUnwell(standing) &&
    expectedMs(standing) - readingMs(warmTokens) - warmTokens * WORTH_MS_PER_TOKEN * crowding <
      expectedMs(best),
  outgrows: () => false,
}

/**
 * An account that was never measured counts as quick, so that it is measured. One whose limit is nearly used up counts as
 * twice as slow: it is the sooner met, and then waited for.
 */
const expectedMs = ({ latencyMs, inFlight, slots, weight, quotaLeft }: Standing): number => {
  const load = 1 + inFlight / (slots === 0 ? MANY_REQUESTS : slots)
  return (Math.max(1, latencyMs) * load * (2 - quotaLeft)) / weight
}
