import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import { fitAt, isLarge } from '../../../src/scheduler/standing/room.ts'
import { entryOf } from '../../support/entries.ts'

const clock = { now: () => 0 }

/** A limit of 1,000 tokens a minute, so many of which are left. */
const entryWith = (left: number, countsCached = true) =>
  entryOf('a', {
    status: {
      ...freshStatus,
      rooms: [{ model: 'm', limit: 1_000, countsCached, left, at: 0, fullAt: 60 * (1_000 - left) }],
    },
  })

describe('a prompt', () => {
  test('is large from a quarter of the limit on', () => {
    const entry = entryWith(1_000)
    const sizes = [250, 251].map((promptTokens) => isLarge(entry, { model: 'm', promptTokens }))
    expect(sizes).toEqual([false, true])
  })

  test.each([
    ['that fits into what is left waits for nothing', 500, 500, 0],
    ['waits for as long as what it lacks takes to come back', 600, 500, 6_000],
    ['a little larger than the whole limit waits for all of it', 1_250, 500, 30_000],
    ['far larger than that waits for nothing: only the upstream’s word helps', 1_251, 500, 0],
  ])('%s', (_name, promptTokens, left, waitMs) => {
    const load = { model: 'm', promptTokens, warmTokens: 0 }
    expect(fitAt(entryWith(left), load, clock)?.waitMs).toBe(waitMs)
  })

  test('needs no room for what is warm where the limit leaves that out', () => {
    const load = { model: 'm', promptTokens: 900, warmTokens: 400 }
    expect(fitAt(entryWith(500, false), load, clock)?.waitMs).toBe(0)
    expect(fitAt(entryWith(500), load, clock)?.waitMs).toBe(24_000)
  })
})
