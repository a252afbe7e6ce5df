import type { Standing } from '../leaf.ts'

/** The first difference that there is. */
export const first = (...differences: readonly number[]): number =>
  differences.find((difference) => difference !== 0) ?? 0

export const byTie = (one: Standing, other: Standing): number => one.tie - other.tie
