import { describe, expect, test } from 'bun:test'
import { instantOfDate, instantOfNumber } from '../../src/ir/instant.ts'

const at = Date.parse('2026-11-20T12:00:45Z')

describe('an instant', () => {
  test.each([
    ['seconds of the epoch', at / 1_000, at],
    ['milliseconds of the epoch', at, at],
    ['a delay of ten years', 315_360_000, undefined],
    ['more than any clock shows', 1e300, undefined],
    ['nothing', Number.NaN, undefined],
    ['endless', Number.POSITIVE_INFINITY, undefined],
  ])('as a number: %s', (_name, value, instant) => {
    expect(instantOfNumber(value)).toBe(instant)
  })

  test.each([
    ['Fri, 20 Nov 2026 12:00:45 GMT', at],
    ['2026-11-20T12:00:45Z', at],
    ['Friday, 20-Nov-26 12:00:45 GMT', at],
    ['-4', undefined],
    ['60 GMT', undefined],
    ['later than 5', undefined],
    ['soon', undefined],
  ])('as a date: %s', (text, instant) => {
    expect(instantOfDate(text)).toBe(instant)
  })
})
