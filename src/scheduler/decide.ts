import type { Random } from '../actor/index.ts'
import type { Candidate, Mode } from './mode/index.ts'

export type Decision =
  /** In this order: when one declines, the next is asked without deciding again. */
  | { readonly type: 'serve'; readonly order: readonly Candidate[] }
  /** `wakeAt`: the soonest instant at which a rest ends; undefined when only a freed slot can help. */
  | { readonly type: 'wait'; readonly wakeAt: number | undefined }
  /** Nobody who could serve will be free before the deadline; `soonestAt` is when somebody will be. */
  | { readonly type: 'too-late'; readonly soonestAt: number }
  | { readonly type: 'nobody' }

export type Situation = {
  readonly mode: Mode
  readonly candidates: readonly Candidate[]
  readonly now: number
  /** Until when this request may wait. */
  readonly deadline: number
}

/** Who serves a request, as a pure function: the same situation and the same chance give the same decision. */
export const decide = (
  { mode, candidates, now, deadline }: Situation,
  random: Random,
): Decision => {
  if (candidates.length === 0) return { type: 'nobody' }
  const ready = candidates.filter((candidate) => canServe(candidate, now))
  const bound = mode.waitsForBound ? candidates.find(isUntriedBound) : undefined
  if (bound !== undefined && !ready.includes(bound) && isWorthWaiting(bound, deadline, now))
    return { type: 'wait', wakeAt: bound.restsUntil > now ? bound.restsUntil : undefined }
  if (ready.length > 0) return { type: 'serve', order: untriedFirst(mode.order(ready, random)) }
  return waitForAny(candidates, now, deadline)
}

/** Once it has failed this exchange, nobody waits for it while another is free. */
const isUntriedBound = ({ isBound, tries }: Candidate): boolean => isBound && tries === 0

const untriedFirst = (order: readonly Candidate[]): readonly Candidate[] =>
  order.some(({ tries }) => tries > 0)
    ? order.toSorted((one, other) => one.tries - other.tries)
    : order

const canServe = (candidate: Candidate, now: number): boolean =>
  candidate.restsUntil <= now && hasFreeSlot(candidate)

const hasFreeSlot = ({ inFlight, maxConcurrency }: Candidate): boolean =>
  maxConcurrency === 0 || inFlight < maxConcurrency

const isWorthWaiting = (bound: Candidate, deadline: number, now: number): boolean =>
  now < deadline && bound.restsUntil <= deadline

const waitForAny = (candidates: readonly Candidate[], now: number, deadline: number): Decision => {
  const rests = candidates.map(({ restsUntil }) => restsUntil).filter((until) => until > now)
  const soonestAt = rests.length === 0 ? now : Math.min(...rests)
  const isBusyOnly = rests.length < candidates.length
  if (now >= deadline || (!isBusyOnly && soonestAt > deadline))
    return { type: 'too-late', soonestAt }
  return { type: 'wait', wakeAt: rests.length === 0 ? undefined : soonestAt }
}
