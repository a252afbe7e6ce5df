import type { ModeName } from '../messages.ts'
import { balance } from './balance.ts'
import { cacheFirst } from './cache-first.ts'
import type { Mode } from './mode.ts'
import { performanceFirst } from './performance-first.ts'

export type { Mode } from './mode.ts'

export type Modes = Readonly<Record<ModeName, Mode>>

export const modes: Modes = {
  balance,
  cache_first: cacheFirst,
  performance_first: performanceFirst,
}
