import { describe, expect, test } from 'bun:test'
import { decide } from '../../../src/scheduler/choice/decide.ts'
import type { Decision, Situation } from '../../../src/scheduler/choice/situation.ts'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { leaf } from '../../support/leaves.ts'
import { favouriteOf } from './situations.ts'

describe('a prompt that not everybody has room for', () => {
  const [own, one, other] = ['own', 'one', 'other'].map((account) => leaf({ account }))
  if (own === undefined || one === undefined || other === undefined) throw new Error('three')
  /** How long until each has room; of `own`, where 9,000 tokens are warm, for what is not. */
  const among = (
    waits: Readonly<Record<string, number>>,
    over: Partial<Situation> = {},
  ): Situation => ({
    mode: modes.cache_first,
    favourites: [],
    field: { order: () => [one, other], scarcity: () => 0.5, restMs: undefined, isBusy: false },
    roomMs: ({ standing: { account } }) => waits[account] ?? 0,
    closedMs: 0,
    patienceMs: 60_000,
    waitedMs: 0,
    now: 7,
    ...over,
  })
  const ownFirst = { favourites: [favouriteOf(own, 9_000)] }

  test('goes to those who have', () => {
    expect(decide(among({ one: 1_000 }))).toEqual({ type: 'serve', order: [other] })
  })

  test('waits for the first that will have, or whose rest ends before', () => {
    const situation = among({ one: 9_000, other: 4_000 })
    expect(decide(situation)).toEqual({ type: 'wait', restMs: 4_000, isForRoom: true })
    const resting = { ...situation, field: { ...situation.field, restMs: 3_000 } }
    expect(decide(resting)).toMatchObject({ restMs: 3_000 })
  })

  test('is sent all the same when it cannot wait so long', () => {
    const waits = { one: 9_000, other: 4_000 }
    const all = { type: 'serve', order: [one, other] } as const
    expect(decide(among(waits, { patienceMs: 3_999 }))).toEqual(all)
  })

  test('waits for room where it is warm, as long as that is worth it', () => {
    expect(decide(among({ own: 17_000 }, ownFirst))).toEqual({
      type: 'wait',
      restMs: 17_000,
      account: 'own',
      isForRoom: true,
    })
    for (const over of [{ waitedMs: 1_001 }, { patienceMs: 16_999 }])
      expect(decide(among({ own: 17_000 }, { ...ownFirst, ...over }))).toMatchObject({
        order: [one],
      })
  })

  test('is no reason to wait for one, where as much is warm and has room', () => {
    const favourites = [favouriteOf(own, 9_000), favouriteOf(other, 9_000)]
    expect(decide(among({ own: 17_000 }, { favourites }))).toMatchObject({ order: [other, one] })
    const full = among({ own: 17_000, other: 17_500 }, { favourites })
    expect(decide(full)).toMatchObject({ type: 'wait', account: 'own' })
  })

  test('makes a crowd of accounts that could all serve others', () => {
    const mode = modes.balance
    const wait = (scarcity: number): Decision => {
      const situation = among({ own: 17_000 }, { ...ownFirst, mode })
      return decide({ ...situation, field: { ...situation.field, scarcity: () => scarcity } })
    }
    expect([wait(0.9).type, wait(1).type]).toEqual(['serve', 'wait'])
  })
})
