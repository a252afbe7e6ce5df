import type { Random } from '../actor/index.ts'
import type { PoolProxy, Strategy } from './messages.ts'

/** A proxy that an account could be given. */
export type Candidate = {
  readonly proxy: Pick<PoolProxy, 'id' | 'priority'>
  /** Requests in flight through it. */
  readonly connections: number
  /** Accounts that use it. */
  readonly accounts: number
}

export type Draw = {
  /** How many were chosen before this one. */
  readonly turn: number
  readonly random: Random
}

/** One of the candidates by the strategy; undefined when there is none. */
export const choose = (
  strategy: Strategy,
  candidates: readonly Candidate[],
  { turn, random }: Draw,
): Candidate | undefined => {
  switch (strategy) {
    case 'round_robin':
      return candidates[turn % candidates.length]
    case 'random':
      return oneOf(candidates, random)
    case 'priority':
      return firstOf(candidates, ({ proxy }) => proxy.priority)
    case 'least_connections':
      return leastUsed(candidates, random)
    case 'weighted_round_robin':
      return weighted(candidates, random)
    default:
      return strategy satisfies never
  }
}

const oneOf = (candidates: readonly Candidate[], random: Random): Candidate | undefined =>
  candidates[Math.floor(random.next() * candidates.length)]

const firstOf = (
  candidates: readonly Candidate[],
  rank: (candidate: Candidate) => number,
): Candidate | undefined => leastBy(candidates, rank)[0]

const leastBy = (
  candidates: readonly Candidate[],
  rank: (candidate: Candidate) => number,
): readonly Candidate[] => {
  const least = candidates.reduce((low, one) => Math.min(low, rank(one)), Infinity)
  return candidates.filter((one) => rank(one) === least)
}

/** While nothing is in flight, accounts spread by their number: else the first proxy would get all of them. */
const leastUsed = (candidates: readonly Candidate[], random: Random): Candidate | undefined =>
  oneOf(
    leastBy(
      leastBy(candidates, ({ connections }) => connections),
      ({ accounts }) => accounts,
    ),
    random,
  )

/** The lower its priority number, the more often: the last one has weight 1. */
const weighted = (candidates: readonly Candidate[], random: Random): Candidate | undefined => {
  const last = candidates.reduce((high, { proxy }) => Math.max(high, proxy.priority), -Infinity)
  const weightOf = ({ proxy }: Candidate): number => last - proxy.priority + 1
  let left = random.next() * candidates.reduce((sum, one) => sum + weightOf(one), 0)
  for (const candidate of candidates) {
    left -= weightOf(candidate)
    if (left < 0) return candidate
  }
  return candidates.at(-1)
}
