import type { Favourite } from '../choice/favourite.ts'
import type { Standing } from '../standing/leaf.ts'
import { byQuota, isPoor } from './even-use.ts'
import type { Mode } from './mode.ts'
import { WORTH_MS_PER_TOKEN } from '../choice/worth.ts'
import { isFarBehind } from './uneven.ts'

/**
 * Tokens that an account is asked for more than the best one, before what is all in its cache goes elsewhere: so many
 * prompts share one writing of their beginning, and the use of the accounts stays even over a day.
 */
const LEAD_TOKENS = 2_000_000

/** A prompt goes where its beginning is in the upstream's cache, and waits for that as long as it is worth it. */
export const cacheFirst: Mode = {
  name: 'cache_first',
  bindsSessions: true,
  followsCache: true,
  goesByLatency: false,
  compare: byQuota,
  draws: 'best',
  patienceFor: ({ warmTokens }: Favourite) => warmTokens * WORTH_MS_PER_TOKEN,
  attracts: ({ leaf: { standing }, warmShare }: Favourite, best: Standing) =>
    standing.priority <= best.priority &&
    !isPoor(standing) &&
    standing.spent - best.spent <= LEAD_TOKENS * warmShare,
  outgrows: isFarBehind,
}
