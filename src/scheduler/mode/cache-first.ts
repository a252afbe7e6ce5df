import { byEvenUse } from './even-use.ts'
import type { Mode } from './mode.ts'

/** A session stays where its prompt cache is warm, and waits for that account when it is busy for a short time. */
export const cacheFirst: Mode = {
  name: 'cache_first',
  bindsSessions: true,
  waitsForBound: true,
  order: byEvenUse,
}
