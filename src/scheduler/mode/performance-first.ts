import type { Favourite } from '../choice/favourite.ts'
import type { Prospect } from '../choice/prospect.ts'
import { WORTH_MS_PER_TOKEN } from '../choice/worth.ts'
import { readingMs } from '../standing/latency.ts'
import type { Standing } from '../standing/leaf.ts'
import { byQuota, byRank, isUnwell } from './even-use.ts'
import type { Mode } from './mode.ts'

/** An account without a limit is thought to be half busy with so many requests. */
const MANY_REQUESTS = 16

/** Whoever was served at an account so long ago is not thought to come back to it. */
const GONE_AFTER_MS = 60_000

/**
 * The least time to the first event, of a request and of those that its prompt keeps waiting. Of two accounts drawn by chance
 * the one with the shorter expected time goes first, so that many choices at once do not all fall on the same account; what an
 * upstream has in its cache it need not read, so an account that has much of the prompt may be quicker than both. That binds
 * nobody to it.
 */
export const performanceFirst: Mode = {
  name: 'performance_first',
  bindsSessions: false,
  followsCache: true,
  goesByLatency: true,
  delayMs: ({ standing, freshTokens, waitMs, takesMs, idleMs }: Prospect) =>
    waitMs +
    expectedMs(standing) +
    readingMs(freshTokens) +
    takesMs * Math.max(0, 1 - idleMs / GONE_AFTER_MS),
  // Quick ones are used up first. Were it so to the end, few would be left, and all would wait for their limits a minute.
  compareForQuota: byQuota,
  compare: (one: Standing, other: Standing) =>
    byRank(one, other) || expectedMs(one) - expectedMs(other) || one.tie - other.tie,
  draws: 'two',
  // While quotas run out, when delays do not count: what is read anew spends them.
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
