import type { Standing } from '../standing/leaf.ts'

/** Below this share of a quota an account is spared while others have more. */
const SCARCE = 0.1
/** A quota that is whole again so soon says nothing about the day. */
const SOON_MS = 600_000
const UNWELL = 0.5

/**
 * By priority; then who is well and not nearly used up; then the better plan; of those who are nearly used up who may be
 * asked for more of what is left; then who has been asked least for its weight.
 */
export const byEvenUse = (one: Standing, other: Standing): number =>
  byPlan(one, other) || (isPoor(one) ? byPace(one, other) : 0) || bySpending(one, other)

/**
 * As {@link byEvenUse}, but whoever is how well off: who may be asked for more of its quota until that is whole again comes
 * before who has been asked least. So none is spent long before, and none comes back with much that nobody used.
 */
export const byQuota = (one: Standing, other: Standing): number =>
  byPlan(one, other) || byPace(one, other) || bySpending(one, other)

const byPlan = (one: Standing, other: Standing): number =>
  one.priority - other.priority ||
  Number(isPoor(one)) - Number(isPoor(other)) ||
  one.tier - other.tier

const bySpending = (one: Standing, other: Standing): number =>
  one.spent - other.spent || one.usedAt - other.usedAt || one.tie - other.tie

/** By priority; then who is well. */
export const byRank = (one: Standing, other: Standing): number =>
  one.priority - other.priority || Number(isUnwell(one)) - Number(isUnwell(other))

export const isPoor = (standing: Standing): boolean =>
  isUnwell(standing) || standing.quotaLeft < SCARCE

/** Its latest attempts broke. */
export const isUnwell = ({ health }: Standing): boolean => health < UNWELL

const byPace = (one: Standing, other: Standing): number => paceStep(other) - paceStep(one)

/** What may be asked for a millisecond until the quota is whole again; two steps are twice as much. */
const paceStep = ({ quotaLeft, quotaResetMs }: Standing): number =>
  quotaResetMs < SOON_MS
    ? MOST
    : Math.round(2 * Math.log2(Math.max(LEAST_LEFT, quotaLeft) / quotaResetMs))

/** Of a quota that says nothing: more than any other. */
const MOST = 0
const LEAST_LEFT = 0.001
