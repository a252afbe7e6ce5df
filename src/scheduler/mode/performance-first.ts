import type { Standing } from '../leaf.ts'
import type { Mode } from './mode.ts'

const UNWELL = 0.5

/**
 * The least time to the first event: of two accounts drawn by chance the one with the shorter expected time goes first,
 * so that many choices at once do not all fall on the same account.
 */
export const performanceFirst: Mode = {
  name: 'performance_first',
  bindsSessions: false,
  followsCache: false,
  compare: (one: Standing, other: Standing) =>
    one.priority - other.priority ||
    Number(one.health < UNWELL) - Number(other.health < UNWELL) ||
    expectedMs(one) - expectedMs(other) ||
    one.tie - other.tie,
  draws: 'two',
  patienceFor: () => 0,
  outgrows: () => false,
}

/** An account that was never measured counts as quick, so that it is measured. */
const expectedMs = ({ latencyMs, inFlight, weight }: Standing): number =>
  (Math.max(1, latencyMs) * (inFlight + 1)) / weight
