import type { Standing } from '../standing/leaf.ts'

/** What a session of an agent costs in all, in tokens: a smaller difference between accounts evens itself out. */
const A_SESSION = 200_000

/** The one was asked for so much more than the other that a session does better to move. */
export const isFarBehind = (bound: Standing, best: Standing): boolean =>
  bound.spent - best.spent > A_SESSION / bound.weight
