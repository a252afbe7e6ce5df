import { describe, expect, test } from 'bun:test'
import { parseDuration, wholeSeconds } from '../../src/ir/duration.ts'

describe('a duration', () => {
  test.each([
    ['34.4s', 34_400],
    ['1h2m3.5s', 3_723_500],
    ['323ms', 323],
    ['0.0001s', 1],
    ['2m 30s', 150_000],
    ['1d', 86_400_000],
    ['6M0S', 360_000],
    ['0s', 0],
    ['5 minutes', 300_000],
    ['1 hr 30 mins', 5_400_000],
    ['250 milliseconds', 250],
  ])('%s is %i ms', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs)
  })

  test.each(['', '5', 's', '1x', '-1s', '1s later', '1.s', 'PT5S', '3 months'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )

  test.each([
    [0, 1],
    [1, 1],
    [1_000, 1],
    [1_001, 2],
  ])('of %i ms is %i whole seconds', (durationMs, seconds) => {
    expect(wholeSeconds(durationMs)).toBe(seconds)
  })
})
