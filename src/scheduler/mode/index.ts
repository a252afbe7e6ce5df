import type { ModeName } from '../messages.ts'
import { balance } from './balance.ts'
import { cacheFirst } from './cache-first.ts'
import type { Mode } from './mode.ts'
import { performanceFirst } from './performance-first.ts'

export type { Candidate, Mode } from './mode.ts'

export const modes: Readonly<Record<ModeName, Mode>> = {
  balance,
  cache_first: cacheFirst,
  performance_first: performanceFirst,
}
