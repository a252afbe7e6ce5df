import type { Random } from '../../src/actor/index.ts'

/** Box and Muller's way from two even numbers to a normal one. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())

export const lognormal = (random: Random, median: number, spread: number): number =>
  median * Math.exp(spread * normal(random))

/** Until the next event of so many an hour that know nothing of one another, in ms. */
export const untilNext = (random: Random, perHour: number): number =>
  (-Math.log(1 - random.next()) * 3_600_000) / perHour

export const between = (random: Random, [low, high]: readonly [number, number]): number =>
  low + random.next() * (high - low)

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
