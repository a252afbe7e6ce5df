import type { Clock } from '../../src/actor/clock.ts'

export type ManualClock = Clock & {
  /** Moves the time on and runs what is due, in the order in which it is due. */
  advance(ms: number): void
}

type Timer = { readonly at: number; readonly run: () => void }

/** A clock that stands still until it is turned. */
export const manualClock = (startAt = 1_790_000_000_000): ManualClock => {
  let now = startAt
  let timers: readonly Timer[] = []
  const nextBefore = (end: number): Timer | undefined =>
    timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0]
  const remove = (timer: Timer): void => {
    timers = timers.filter((other) => other !== timer)
  }
  return {
    now: () => now,
    monotonic: () => now - startAt,
    schedule: (delayMs, run) => {
      const timer = { at: now + delayMs, run }
      timers = [...timers, timer]
      return { cancel: () => remove(timer) }
    },
    advance: (ms) => {
      const end = now + ms
      for (let due = nextBefore(end); due !== undefined; due = nextBefore(end)) {
        remove(due)
        now = Math.max(now, due.at)
        due.run()
      }
      now = end
    },
  }
}
