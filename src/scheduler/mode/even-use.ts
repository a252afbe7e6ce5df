import type { Standing } from '../standing/leaf.ts'

/** Below this share of a quota an account is spared while others have more. */
const SCARCE = 0.1
/** A quota that is whole again so soon says nothing about the day. */
const SOON_MS = 600_000
/** Quotas are told in steps, and a small difference is no reason to prefer an account for long. */
const QUOTA_STEPS = 20
const UNWELL = 0.5

/**
 * By priority; then who is well and not nearly used up; then the better plan; then who has more left of a quota that
 * lasts; then who has been asked least for its weight.
 */
export const byEvenUse = (one: Standing, other: Standing): number =>
  one.priority - other.priority ||
  Number(isPoor(one)) - Number(isPoor(other)) ||
  one.tier - other.tier ||
  quotaStep(other) - quotaStep(one) ||
  one.spent - other.spent ||
  one.usedAt - other.usedAt ||
  one.tie - other.tie

/** By priority; then who is well. */
export const byRank = (one: Standing, other: Standing): number =>
  one.priority - other.priority || Number(isUnwell(one)) - Number(isUnwell(other))

export const isPoor = (standing: Standing): boolean =>
  isUnwell(standing) || standing.quotaLeft < SCARCE

/** Its latest attempts broke. */
export const isUnwell = ({ health }: Standing): boolean => health < UNWELL

const quotaStep = ({ quotaLeft, quotaResetMs }: Standing): number =>
  quotaResetMs < SOON_MS ? QUOTA_STEPS : Math.ceil(quotaLeft * QUOTA_STEPS)
