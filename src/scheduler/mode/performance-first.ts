import type { Favourite } from '../favourite.ts'
import { readingMs } from '../latency.ts'
import type { Standing } from '../leaf.ts'
import { isUnwell } from './even-use.ts'
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
  compare: (one: Standing, other: Standing) =>
    one.priority - other.priority ||
    Number(isUnwell(one)) - Number(isUnwell(other)) ||
    expectedMs(one) - expectedMs(other) ||
    one.tie - other.tie,
  draws: 'two',
  patienceFor: () => 0,
  attracts: ({ leaf: { standing }, warmTokens }: Favourite, best: Standing) =>
    standing.priority <= best.priority &&
    !isUnwell(standing) &&
    expectedMs(standing) - readingMs(warmTokens) < expectedMs(best),
  outgrows: () => false,
}

/** An account that was never measured counts as quick, so that it is measured. */
const expectedMs = ({ latencyMs, inFlight, slots, weight }: Standing): number =>
  (Math.max(1, latencyMs) * (1 + inFlight / (slots === 0 ? MANY_REQUESTS : slots))) / weight
