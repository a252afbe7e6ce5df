import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { RecentCount, SlidingWindow } from '../../../src/scheduler/standing/sliding-window.ts'

const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), {
  minLength: 1,
  maxLength: 200,
  size: 'max',
})

/** Moments in order, each so long after the one before. */
const momentsOf = (gapsMs: readonly number[]): readonly number[] => {
  let moment = 0
  return gapsMs.map((gap) => (moment += gap))
}

describe('a limit a minute', () => {
  test('lets no 60 seconds hold more than it says, and refuses nothing that would be within it', () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), (gapsMs, limit) => {
        const window = new SlidingWindow()
        const admitted: number[] = []
        for (const now of momentsOf(gapsMs)) {
          const recent = admitted.filter((moment) => moment > now - 60_000)
          const freeAt = window.freeAt(limit, now)
          expect(freeAt).toBe(recent.length < limit ? 0 : (recent.at(-limit) ?? 0) + 60_000)
          if (freeAt !== 0) continue
          window.add(now)
          admitted.push(now)
          expect(window.count(now)).toBe(recent.length + 1)
        }
      }),
    )
  })

  test('forgets what did not happen, and that alone', () => {
    fc.assert(
      fc.property(gaps, fc.nat(200), fc.integer({ min: 1, max: 5 }), (gapsMs, pick, limit) => {
        const moments = momentsOf(gapsMs)
        const [window, without] = [new SlidingWindow(), new SlidingWindow()]
        const taken = pick % moments.length
        for (const moment of moments) window.add(moment)
        for (const moment of moments.toSpliced(taken, 1)) without.add(moment)
        const now = moments.at(-1) ?? 0
        window.takeBack(moments[taken] ?? 0)
        window.takeBack(-1)
        window.takeBack((moments[taken] ?? 0) + 0.5)
        expect(window.count(now)).toBe(without.count(now))
        expect(window.freeAt(limit, now)).toBe(without.freeAt(limit, now))
      }),
    )
  })

  test('that was lowered is free once enough have left', () => {
    const window = new SlidingWindow()
    for (const now of [0, 1_000, 2_000]) window.add(now)
    expect([window.freeAt(2, 2_000), window.freeAt(1, 2_000)]).toEqual([61_000, 62_000])
  })
})

describe('a recent count', () => {
  test('is that of the last 60 seconds', () => {
    fc.assert(
      fc.property(gaps, (gapsMs) => {
        const recent = new RecentCount()
        const moments = momentsOf(gapsMs)
        for (const [index, now] of moments.entries()) {
          recent.add(now)
          const oldest = Math.floor(now / 1000) - 60
          const expected = moments
            .slice(0, index + 1)
            .filter((moment) => Math.floor(moment / 1000) > oldest)
          expect(recent.count(now)).toBe(expected.length)
        }
      }),
    )
  })

  test('is nothing a minute later', () => {
    const recent = new RecentCount()
    recent.add(500)
    expect([recent.count(59_999), recent.count(60_000)]).toEqual([1, 0])
  })
})
