import type { Clock, TimerHandle } from '../actor/clock.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** Why an attempt was ended from our side. */
export type Break =
  | { readonly type: 'client-left' }
  | { readonly type: 'defect' }
  /** The client is there, and has taken nothing for too long. */
  | { readonly type: 'client-stalled'; readonly afterMs: number }
  /** It has told something all the while, and nothing that the client could be shown. */
  | { readonly type: 'late'; readonly afterMs: number }
  | { readonly type: 'silent'; readonly waitedFor: string; readonly afterMs: number }

/** A defect of ours ended the attempt: nobody reads the upstream any more. */
export const defect: Break = { type: 'defect' }

export const leavingClient: Break = { type: 'client-left' }

/** Whom the watchdog is told to wait for when it is not the upstream. */
export const theClient = 'the client'

/** The one switch that closes an upstream call, and the memory of who used it. */
export type Breaker = {
  readonly signal: AbortSignal
  readonly watchdog: Watchdog
  /** The client has seen output of this attempt. */
  isCommitted: boolean
  reason: Break | undefined
  trip(reason: Break): void
  /** What says nothing keeps no attempt alive for longer than this. The first call counts. */
  commitWithin(limitMs: number): void
  /** The attempt is over: nothing can trip any more. */
  close(): void
}

export const openBreaker = (clock: Clock): Breaker => {
  const controller = new AbortController()
  const watchdog = startWatchdog(clock, (waitedFor, afterMs) =>
    breaker.trip(
      waitedFor === theClient
        ? { type: 'client-stalled', afterMs }
        : { type: 'silent', waitedFor, afterMs },
    ),
  )
  let isClosed = false
  let deadline: TimerHandle | undefined
  const breaker: Breaker = {
    signal: controller.signal,
    watchdog,
    isCommitted: false,
    reason: undefined,
    trip: (reason) => {
      if (isClosed || breaker.reason !== undefined) return
      breaker.reason = reason
      controller.abort()
    },
    commitWithin: (limitMs) => {
      deadline ??= clock.schedule(limitMs, () => {
        if (!breaker.isCommitted) breaker.trip({ type: 'late', afterMs: limitMs })
      })
    },
    close: () => {
      isClosed = true
      watchdog.stop()
      deadline?.cancel()
    },
  }
  return breaker
}
