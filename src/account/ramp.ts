import type { Ramp } from './messages.ts'

/** Where an account has no limit of its own, it is trusted again at this many. */
const WHOLE = 32
/** Clients choose the names of models. */
const MAX_RAMPS = 100

/** What rested comes back with one request. An account that has one slot only needs no ramp for that. */
export const beginRamp = (
  ramps: readonly Ramp[],
  model: string,
  maxConcurrency: number,
): readonly Ramp[] => {
  if (maxConcurrency === 1) return ramps
  const others = ramps.filter((ramp) => ramp.model !== model)
  return [...others.slice(-(MAX_RAMPS - 1)), { model, slots: 1 }]
}

/**
 * A success lets twice as many in, until that is all there are. What was in flight all the while counts as well: as many as
 * there are when one of them goes well are no risk, and else nobody could take the place of one that ends.
 */
export const widenRamp = (
  ramps: readonly Ramp[],
  model: string,
  { maxConcurrency, inFlight }: { readonly maxConcurrency: number; readonly inFlight: number },
): readonly Ramp[] => {
  if (!ramps.some((ramp) => ramp.model === model)) return ramps
  const whole = maxConcurrency > 0 ? maxConcurrency : WHOLE
  return ramps.flatMap((ramp) => {
    if (ramp.model !== model) return ramp
    const slots = Math.max(ramp.slots * 2, inFlight)
    return slots >= whole ? [] : { model, slots }
  })
}

/** Requests that may be in flight for this scope now; 0: a ramp is not in the way. */
export const rampSlots = (ramps: readonly Ramp[], model: string): number =>
  ramps.find((ramp) => ramp.model === model)?.slots ?? 0
