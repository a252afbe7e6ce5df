import { expect, test } from 'bun:test'
import { discoveryRhythm } from '../../src/app/discovery-rhythm.ts'
import { settingsOf } from '../settings/resolved.ts'

const rhythmOf = (timetable: Record<string, number>) =>
  discoveryRhythm(settingsOf({ runtime: { timetable } }).runtime.timetable)

test('accounts are asked every hour, spread as the documentation says', () => {
  expect(rhythmOf({})).toEqual({
    everyMs: 3_600_000,
    jitter: { min: 30_000, max: 120_000 },
    pause: { min: 5_000, max: 30_000 },
    stagger: { min: 250, max: 1_500 },
    startDelay: { min: 2_000, max: 8_000 },
    startJitter: { min: 150, max: 1_200 },
    maxAtOnce: 5,
    limitMs: 60_000,
  })
})

test('a range that stands the wrong way round is turned', () => {
  const reversed = rhythmOf({
    scheduler_refresh_jitter_min_seconds: 9,
    scheduler_refresh_jitter_max_seconds: 4,
    account_refresh_stagger_min_ms: 2_000,
  })
  expect([reversed.jitter, reversed.stagger]).toEqual([
    { min: 4_000, max: 9_000 },
    { min: 1_500, max: 2_000 },
  ])
})

test('no jitter at most is none at all', () => {
  expect(rhythmOf({ scheduler_refresh_jitter_max_seconds: 0 }).jitter).toEqual({ min: 0, max: 0 })
})
