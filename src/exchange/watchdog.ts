import type { Clock, TimerHandle } from '../actor/clock.ts'

/**
 * Ends an attempt whose upstream has gone silent. It has one timer however often it is fed: feeding notes the
 * time, and a timer that comes early sleeps for the rest.
 */
export type Watchdog = {
  /** From now on at most `limitMs` may pass between two feedings. */
  allow(limitMs: number, waitedFor: string): void
  feed(): void
  stop(): void
}

export const startWatchdog = (
  clock: Clock,
  onSilence: (waitedFor: string, afterMs: number) => void,
): Watchdog => {
  let timer: TimerHandle | undefined
  let limit = 0
  let waitedFor = ''
  let fedAt = clock.monotonic()

  const sleep = (delayMs: number): void => {
    timer?.cancel()
    timer = clock.schedule(delayMs, wake)
  }
  const wake = (): void => {
    const left = fedAt + limit - clock.monotonic()
    if (left > 0) sleep(left)
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
