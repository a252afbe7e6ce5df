import type { Clock } from '../../src/actor/clock.ts'
import type { RunningAttempt, startAttempt } from '../../src/exchange/attempt.ts'
import { newMeasures, type Outcome } from '../../src/exchange/outcome.ts'
import type { Failure } from '../../src/ir/failure.ts'

/** What the upstream makes of a request: a failure, or an answer, after a while. */
export type Verdict = { readonly afterMs: number; readonly failure?: Failure }

export type Attempted = {
  readonly account: string
  readonly at: number
  /** Requests that the account had in flight with this one. */
  readonly inFlight: number
}

/** Attempts at an upstream that is a function: for account actors that are real in all else. */
export const modelledUpstream = (decide: (attempted: Attempted) => Verdict) => {
  const inFlight = new Map<string, number>()
  const attempted: Attempted[] = []
  const count = (account: string, change: number): number => {
    const now = (inFlight.get(account) ?? 0) + change
    inFlight.set(account, now)
    return now
  }
  const begin: typeof startAttempt = (_order, { grant: { account }, sink, clock }) => {
    const one = { account, at: clock.now(), inFlight: count(account, 1) }
    attempted.push(one)
    const { afterMs, failure } = decide(one)
    return attemptOf(clock, afterMs, (isCancelled): Outcome => {
      count(account, -1)
      const measures = newMeasures()
      if (isCancelled) return { type: 'cancelled', isCommitted: false, measures }
      if (failure !== undefined)
        return { type: 'failed', failure, isCommitted: false, isTold: false, measures }
      sink.answer({ status: 200, headers: '', body: '{}' }, measures)
      return { type: 'served', measures }
    })
  }
  return { begin, attempted }
}

const attemptOf = (
  clock: Clock,
  afterMs: number,
  end: (isCancelled: boolean) => Outcome,
): RunningAttempt => {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const timer = clock.schedule(afterMs, () => resolve(end(false)))
  const cancel = (): void => {
    timer.cancel()
    resolve(end(true))
  }
  return { cancel, outcome: promise }
}
