/** The only place that reads the time or sets a timer: everything else is given a `Clock`. */
export type TimerHandle = { cancel(): void }

export type Clock = {
  /** Epoch milliseconds. */
  now(): number
  /** Milliseconds from an arbitrary point, never going back: for durations within one thread. */
  monotonic(): number
  /** Runs `run` once, after `delayMs`. */
  schedule(delayMs: number, run: () => void): TimerHandle
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return { cancel: () => clearTimeout(timer) }
  },
}
