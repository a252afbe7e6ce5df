import type { Random } from '../actor/index.ts'
import type { Candidate, Mode } from './mode/index.ts'

export type Decision =
  /** In this order: when one declines, the next is asked without deciding again. */
  | { readonly type: 'serve'; readonly order: readonly Candidate[] }
  /** `restMs`: until the first rest ends; undefined when only a freed slot can help. */
  | { readonly type: 'wait'; readonly restMs: number | undefined }
  /** Nobody who could serve will be free in time. */
  | { readonly type: 'too-late' }
  | { readonly type: 'nobody' }

export type Situation = {
  readonly mode: Mode
  readonly candidates: readonly Candidate[]
  /** For how long this request may still wait; 0 or less: no longer. */
  readonly patienceMs: number
}

/** Who serves a request, as a pure function: the same situation and the same chance give the same decision. */
export const decide = ({ mode, candidates, patienceMs }: Situation, random: Random): Decision => {
  if (candidates.length === 0) return { type: 'nobody' }
  const ready = candidates.filter(canServe)
  const bound = mode.waitsForBound ? candidates.find(isUntriedBound) : undefined
  if (bound !== undefined && !ready.includes(bound) && isWorthWaiting(bound, patienceMs))
    return { type: 'wait', restMs: bound.restMs > 0 ? bound.restMs : undefined }
  if (ready.length > 0) return { type: 'serve', order: untriedFirst(mode.order(ready, random)) }
  return waitForAny(candidates, patienceMs)
}

/** Once it has failed this exchange, nobody waits for it while another is free. */
const isUntriedBound = ({ isBound, tries }: Candidate): boolean => isBound && tries === 0

const untriedFirst = (order: readonly Candidate[]): readonly Candidate[] =>
  order.some(({ tries }) => tries > 0)
    ? order.toSorted((one, other) => one.tries - other.tries)
    : order

const canServe = (candidate: Candidate): boolean => candidate.restMs === 0 && hasFreeSlot(candidate)

const hasFreeSlot = ({ inFlight, maxConcurrency }: Candidate): boolean =>
  maxConcurrency === 0 || inFlight < maxConcurrency

const isWorthWaiting = (bound: Candidate, patienceMs: number): boolean =>
  patienceMs > 0 && bound.restMs <= patienceMs

const waitForAny = (candidates: readonly Candidate[], patienceMs: number): Decision => {
  const rests = candidates.map(({ restMs }) => restMs).filter((restMs) => restMs > 0)
  const soonestMs = rests.length === 0 ? undefined : Math.min(...rests)
  const isBusyOnly = rests.length < candidates.length
  if (patienceMs <= 0 || (!isBusyOnly && (soonestMs ?? 0) > patienceMs)) return { type: 'too-late' }
  return { type: 'wait', restMs: soonestMs }
}
