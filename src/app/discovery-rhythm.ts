import type { Settings } from '../settings/index.ts'
import { rangeOf, type Rhythm } from '../timetable/rhythm.ts'

const REDISCOVER_MS = 3_600_000
/** An account gives up by itself long before. */
const LIMIT_MS = 60_000

/** When accounts are asked for their models. */
export const discoveryRhythm = (timetable: Settings['runtime']['timetable']): Rhythm => {
  const jitterMax = timetable.scheduler_refresh_jitter_max_seconds
  return {
    everyMs: REDISCOVER_MS,
    // With nothing at most there is none, whatever the least one is.
    jitter: seconds(
      jitterMax === 0 ? 0 : timetable.scheduler_refresh_jitter_min_seconds,
      jitterMax,
    ),
    pause: seconds(
      timetable.scheduler_account_refresh_min_seconds,
      timetable.scheduler_account_refresh_max_seconds,
    ),
    stagger: rangeOf(
      timetable.account_refresh_stagger_min_ms,
      timetable.account_refresh_stagger_max_ms,
    ),
    startDelay: seconds(
      timetable.startup_health_delay_min_seconds,
      timetable.startup_health_delay_max_seconds,
    ),
    startJitter: rangeOf(
      timetable.startup_health_jitter_min_ms,
      timetable.startup_health_jitter_max_ms,
    ),
    maxAtOnce: timetable.startup_health_max_concurrent_refreshes,
    limitMs: LIMIT_MS,
  }
}

const seconds = (one: number, other: number) => rangeOf(one * 1000, other * 1000)
