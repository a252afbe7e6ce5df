import type { Clock, TimerHandle } from '../actor/clock.ts'

/**
 * Ends an attempt whose upstream has gone silent. It has one timer however often it is fed: feeding notes the
 * time, and a timer that comes early sleeps for the rest. One that comes late by much says that nobody ran meanwhile (the
 * machine was paused, or the thread stood still): what the upstream has sent is not read yet, and gets a moment to be.
 */
export type Watchdog = {
  /** From now on at most `limitMs` may pass between two feedings. */
  allow(limitMs: number, waitedFor: string): void
  feed(): void
  stop(): void
}

const LATE_MS = 1_000
const MOMENT_MS = 1_000

export const startWatchdog = (
  clock: Clock,
  onSilence: (waitedFor: string, afterMs: number) => void,
): Watchdog => {
  let timer: TimerHandle | undefined
  let limit = 0
  let waitedFor = ''
  let fedAt = clock.monotonic()
  let dueAt = fedAt

  const sleep = (delayMs: number): void => {
    timer?.cancel()
    dueAt = clock.monotonic() + delayMs
    timer = clock.schedule(delayMs, wake)
  }
  const wake = (): void => {
    const now = clock.monotonic()
    const left = fedAt + limit - now
    if (left > 0) sleep(left)
    else if (now - dueAt > LATE_MS) sleep(MOMENT_MS)
    else onSilence(waitedFor, limit)
  }
  return {
    allow: (limitMs, what) => {
      limit = limitMs
      waitedFor = what
      fedAt = clock.monotonic()
      sleep(limitMs)
    },
    feed: () => {
      fedAt = clock.monotonic()
    },
    stop: () => timer?.cancel(),
  }
}
