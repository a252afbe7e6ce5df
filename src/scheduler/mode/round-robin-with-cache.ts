import type { Favourite } from '../choice/favourite.ts'
import type { Standing } from '../standing/leaf.ts'
import { isPoor } from './even-use.ts'
import type { Mode } from './mode.ts'
import { roundRobinNoCache } from './round-robin-no-cache.ts'

/** The account that has most of the prompt in its cache, however often it was asked; else any. gproxy's mode of this name. */
export const roundRobinWithCache: Mode = {
  ...roundRobinNoCache,
  name: 'round_robin_with_cache',
  followsCache: true,
  attracts: ({ leaf: { standing } }: Favourite, best: Standing) =>
    standing.priority <= best.priority && !isPoor(standing),
}
