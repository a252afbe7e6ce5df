import type { Outlook } from '../choice/outlook.ts'

/** How an exchange is to wait, as it was decided. */
export type Wait = {
  /** Until time alone may bring somebody; undefined when only a freed slot can. */
  readonly restMs: number | undefined
  /** For how long it may wait at all. */
  readonly patienceMs: number
  /** The account that it waits for although others may be free; undefined: any will do. */
  readonly account: string | undefined
  /** For how long it does so; undefined: until that one's rest ends. */
  readonly worthMs: number | undefined
  /** Somebody is ready, and has no room for this one alone. */
  readonly isForRoom: boolean
}

/** What is the same in most waits. */
export const byNoChoice = { account: undefined, worthMs: undefined, isForRoom: false }

/** Of its patience: with each such part that it has waited a request is treated as one urgency higher. */
const AGES = 3

/** When it is looked at again, and until when it stays; `now`: as `monotonic` tells, as all instants. */
export const timesOf = (
  { account, restMs, patienceMs, worthMs, isForRoom }: Wait,
  { isAnybodyReady, soonestMs }: Pick<Outlook, 'isAnybodyReady' | 'soonestMs'>,
  now: number,
) => {
  const isChoosy = account !== undefined || isForRoom
  const restOrPatience = isChoosy ? shorter(restMs, patienceMs) : patienceMs
  return {
    isChoosy,
    agesAfterMs: patienceMs / AGES,
    wakeAt: now + atLeastAStep(shorter(worthMs, restOrPatience)),
    // Once it is not choosy any more, it still waits where there is nobody else.
    endsAt: now + (isAnybodyReady ? shorter(worthMs, restOrPatience) : restOrPatience),
    // What it waits for by choice says nothing of those who stand there for want of another.
    opensAt: isChoosy ? undefined : now + atLeastAStep(shorter(restMs, soonestMs)),
  }
}

const shorter = (one: number | undefined, other: number | undefined): number =>
  Math.min(one ?? Number.POSITIVE_INFINITY, other ?? Number.POSITIVE_INFINITY)

/** Timers know no less: an instant that is nearer would be met again and again before it is over. */
const atLeastAStep = (ms: number): number => Math.max(1, ms)
