import { withModel } from './by-model.ts'
import type { Cooldown } from './cooldown.ts'
import type { Ramp } from './messages.ts'

/** Where an account has no limit of its own, it is trusted again at this many. */
const WHOLE = 32

/** A limit comes back at an instant that is known, and nothing is broken: so many may try at once. */
const AFTER_A_LIMIT = 4

/**
 * What rested comes back with one request, or a few, that its upstream has not begun to answer; those it answers are no
 * risk any more, however long they take. An account that has no more slots than that needs no ramp.
 */
export const beginRamp = (
  ramps: readonly Ramp[],
  { model, cause }: Pick<Cooldown, 'model' | 'cause'>,
  maxConcurrency: number,
): readonly Ramp[] => {
  const slots = cause === 'rate_limited' ? AFTER_A_LIMIT : 1
  if (maxConcurrency > 0 && maxConcurrency <= slots) return ramps
  const known = ramps.find((ramp) => ramp.model === model)?.slots ?? slots
  return withModel(ramps, { model, slots: Math.min(known, slots) })
}

/** A success lets twice as many in, until that is all there are. */
export const widenRamp = (
  ramps: readonly Ramp[],
  model: string,
  maxConcurrency: number,
): readonly Ramp[] => {
  if (!ramps.some((ramp) => ramp.model === model)) return ramps
  const whole = maxConcurrency > 0 ? maxConcurrency : WHOLE
  return ramps.flatMap((ramp) => {
    if (ramp.model !== model) return ramp
    const slots = ramp.slots * 2
    return slots >= whole ? [] : { model, slots }
  })
}

/** Requests that may be unanswered for this scope now; 0: a ramp is not in the way. */
export const rampSlots = (ramps: readonly Ramp[], model: string): number =>
  ramps.find((ramp) => ramp.model === model)?.slots ?? 0
