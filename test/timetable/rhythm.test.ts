import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { rangeOf, staggerOf } from '../../src/timetable/rhythm.ts'

describe('the stagger of an account', () => {
  test('is always the same, and within its range whichever way round that stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(5_000), fc.nat(5_000), (account, one, other) => {
        const stagger = staggerOf(account, rangeOf(one, other))
        expect(stagger).toBe(staggerOf(account, rangeOf(other, one)))
        expect(stagger).toBeGreaterThanOrEqual(Math.min(one, other))
        expect(stagger).toBeLessThanOrEqual(Math.max(one, other))
      }),
    )
  })

  test('spreads names that are nearly alike', () => {
    const tenths = Array.from({ length: 10_000 }, (_, index) =>
      Math.floor(staggerOf(`openai/key-${index}`, rangeOf(0, 10))),
    )
    for (let tenth = 0; tenth < 10; tenth += 1)
      expect(tenths.filter((one) => one === tenth).length).toBeWithin(850, 1_150)
  })
})
