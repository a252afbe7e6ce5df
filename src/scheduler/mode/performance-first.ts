import type { Candidate, Mode } from './mode.ts'

/**
 * The least time to the first event: of two accounts drawn by chance the one with the shorter expected wait goes
 * first, so that many choices at once do not all fall on the same account. The others follow by expected wait.
 */
export const performanceFirst: Mode = {
  name: 'performance_first',
  bindsSessions: false,
  waitsForBound: false,
  order: (ready, random) => {
    const sorted = ready.toSorted(
      (one, other) => one.priority - other.priority || expectedMs(one) - expectedMs(other),
    )
    const best = sorted.filter(({ priority }) => priority === sorted[0]?.priority)
    const [one, other] = [draw(best, random.next()), draw(best, random.next())]
    const first =
      one !== undefined && other !== undefined && expectedMs(other) < expectedMs(one) ? other : one
    return first === undefined
      ? sorted
      : [first, ...sorted.filter((candidate) => candidate !== first)]
  },
}

const draw = (candidates: readonly Candidate[], chance: number): Candidate | undefined =>
  candidates[Math.floor(chance * candidates.length)]

/** An account that was never measured counts as quick, so that it is measured. */
const expectedMs = ({ latencyMs, inFlight, weight }: Candidate): number =>
  (Math.max(1, latencyMs) * (inFlight + 1)) / weight
