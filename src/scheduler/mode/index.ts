import type { ModeName } from '../messages.ts'
import { balance } from './balance.ts'
import { cacheFirst } from './cache-first.ts'
import type { Mode } from './mode.ts'
import { performanceFirst } from './performance-first.ts'
import { roundRobinNoCache } from './round-robin-no-cache.ts'
import { roundRobinWithCache } from './round-robin-with-cache.ts'
import { stickyNoCache } from './sticky-no-cache.ts'

export type { Mode } from './mode.ts'

export type Modes = Readonly<Record<ModeName, Mode>>

export const modes: Modes = {
  balance,
  cache_first: cacheFirst,
  performance_first: performanceFirst,
  sticky_no_cache: stickyNoCache,
  round_robin_with_cache: roundRobinWithCache,
  round_robin_no_cache: roundRobinNoCache,
}
