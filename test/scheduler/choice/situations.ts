import type { Favourite } from '../../../src/scheduler/choice/favourite.ts'
import type { Leaf } from '../../../src/scheduler/standing/leaf.ts'

export const favouriteOf = (one: Leaf, warmTokens: number): Favourite => ({
  leaf: one,
  isBound: true,
  crowding: 0,
  warmTokens,
  warmShare: 1,
})
