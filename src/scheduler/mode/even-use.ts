import type { Random } from '../../actor/index.ts'
import type { Candidate } from './mode.ts'

/**
 * The bound account first, then by priority, then the one with the least work for its weight, then the one that
 * rested longest; what is still equal is left to chance.
 */
export const byEvenUse = (ready: readonly Candidate[], random: Random): readonly Candidate[] =>
  ready
    .map((candidate) => ({ candidate, tie: random.next() }))
    .sort(
      (one, other) =>
        Number(other.candidate.isBound) - Number(one.candidate.isBound) ||
        one.candidate.priority - other.candidate.priority ||
        loadOf(one.candidate) - loadOf(other.candidate) ||
        one.candidate.usedAt - other.candidate.usedAt ||
        one.tie - other.tie,
    )
    .map(({ candidate }) => candidate)

const loadOf = ({ inFlight, weight }: Candidate): number => inFlight / weight
