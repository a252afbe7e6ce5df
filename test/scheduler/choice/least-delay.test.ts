import { describe, expect, test } from 'bun:test'
import { decide } from '../../../src/scheduler/choice/decide.ts'
import type { Delay, Situation } from '../../../src/scheduler/choice/situation.ts'
import type { Leaf } from '../../../src/scheduler/standing/leaf.ts'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { leaf } from '../../support/leaves.ts'
import { favouriteOf } from './situations.ts'

const now = 1_000
const [one, other, backup] = [
  leaf({ account: 'one' }),
  leaf({ account: 'other' }),
  leaf({ account: 'backup', priority: 1 }),
]
const resting = leaf(
  { account: 'resting' },
  { type: 'resting', until: now + 3_000, cause: 'rate_limited' },
)

type At = Readonly<Record<string, Partial<Delay>>>

/** What it would be to ask each, and who goes first whatever that is. */
const among = (
  at: At,
  { preferred, ...over }: Partial<Situation> & { readonly preferred?: Leaf } = {},
): Situation => ({
  mode: modes.performance_first,
  favourites: [],
  field: { order: () => [one, other], scarcity: () => 0, restMs: undefined, isBusy: false },
  roomMs: () => 0,
  delays: {
    delayAt: ({ standing: { account } }, _warmTokens, restMs) => {
      const { waitMs = 0, delayMs = 0, takesMs = 1 } = at[account] ?? {}
      return { waitMs: Math.max(waitMs, restMs), delayMs: delayMs + restMs, takesMs }
    },
    preferred,
  },
  closedMs: 0,
  patienceMs: 60_000,
  waitedMs: 0,
  now,
  ...over,
})

const fieldOf = (order: readonly Leaf[], over: Partial<Situation['field']> = {}) => ({
  field: { order: () => order, scarcity: () => 0, restMs: undefined, isBusy: false, ...over },
})

describe('where the least delay goes first, a prompt', () => {
  test('is served where that is least, warm or not, and then by the next', () => {
    const favourites = [favouriteOf(one, 9_000)]
    const at = { one: { delayMs: 800 }, other: { delayMs: 700 } }
    expect(decide(among(at, { favourites }))).toEqual({ type: 'serve', order: [other, one] })
  })

  test('goes to the one that was drawn where it takes nothing from others, however quick they are', () => {
    const at = { one: { delayMs: 900, takesMs: 0 }, other: { delayMs: 100 } }
    expect(decide(among(at))).toEqual({ type: 'serve', order: [one] })
  })

  test('waits where that is less than to be served at once: for anybody where it is warm nowhere', () => {
    const at = { one: { waitMs: 500, delayMs: 600 }, other: { delayMs: 700 } }
    const wait = { type: 'wait', restMs: 500, isForRoom: true } as const
    expect(decide(among(at))).toEqual(wait)
    expect(decide(among(at, fieldOf([one, other], { restMs: 200 })))).toMatchObject({ restMs: 200 })
    const favourites = [favouriteOf(one, 9_000)]
    expect(decide(among(at, { favourites }))).toEqual({ ...wait, account: 'one' })
  })

  test('waits for the rest of one that has it in its cache, as long as that is the least', () => {
    const favourites = [favouriteOf(resting, 9_000)]
    const wait = { type: 'wait', restMs: 3_000, account: 'resting' } as const
    const read = (delayMs: number): Situation =>
      among({ one: { delayMs }, other: { delayMs } }, { favourites })
    expect(decide(read(3_001))).toEqual(wait)
    expect(decide(read(2_999))).toMatchObject({ order: [one, other] })
  })

  test('goes to nobody who is meant for later while one that is not has room, however quick', () => {
    const at = { one: { delayMs: 900 }, backup: { delayMs: 1 } }
    expect(decide(among(at, fieldOf([one, backup])))).toMatchObject({ order: [one, backup] })
  })

  test('is not kept waiting for one of a better priority', () => {
    const at = { one: { waitMs: 10, delayMs: 10 }, backup: { delayMs: 900 } }
    expect(decide(among(at, fieldOf([one, backup])))).toEqual({ type: 'serve', order: [backup] })
  })

  test('goes to the operator’s own whenever that can serve, and waits for no other then', () => {
    const at = { one: { waitMs: 5, delayMs: 5 }, other: { delayMs: 900 } }
    const favourites = [favouriteOf(other, 0)]
    const asked = { favourites, preferred: other }
    expect(decide(among(at, asked))).toEqual({ type: 'serve', order: [other] })
  })

  test('is where it is warm and the operator’s own what is less of the two', () => {
    const favourites = [favouriteOf(one, 0), favouriteOf(one, 9_000)]
    const situation = among({ other: { delayMs: 500 } }, { favourites })
    const delayAt = (_leaf: Leaf, warmTokens: number): Delay => ({
      waitMs: 0,
      delayMs: 1_000 - warmTokens / 10,
      takesMs: 1,
    })
    const delays = { delayAt, preferred: undefined }
    expect(decide({ ...situation, delays })).toMatchObject({ order: [one, other] })
  })
})

describe('a prompt that nobody has room for in time', () => {
  const late = { one: { waitMs: 90_000 }, other: { waitMs: 70_000 } }

  test('is not sent to rest an account for everybody: it hears when there will be room', () => {
    expect(decide(among(late))).toEqual({ type: 'too-late', roomMs: 70_000 })
    expect(decide(among(late, { patienceMs: -5 }))).toEqual({ type: 'too-late', roomMs: 70_000 })
  })

  test('is sent where it nearly has it, as its length is a guess', () => {
    const nearly = (patienceMs: number) => decide(among(late, { patienceMs }))
    expect(nearly(64_000)).toEqual({ type: 'serve', order: [other] })
    expect(nearly(63_999)).toMatchObject({ type: 'too-late' })
  })

  test.each([
    ['that rests until before', { restMs: 60_000 }],
    ['that has no slot now', { isBusy: true }],
  ])('waits for one %s', (_name, over) => {
    const decision = decide(among(late, fieldOf([one, other], over)))
    expect(decision).toEqual({
      type: 'wait',
      restMs: 'restMs' in over ? over.restMs : undefined,
      isForRoom: true,
    })
  })

  test('waits for no rest that ends too late, and for nothing without patience', () => {
    for (const over of [{ restMs: 60_001 }, {}])
      expect(decide(among(late, fieldOf([one], over)))).toMatchObject({ type: 'too-late' })
    const busy = fieldOf([one], { isBusy: true })
    expect(decide(among(late, { ...busy, patienceMs: 0 }))).toMatchObject({ type: 'too-late' })
  })

  test('waits as all do when nobody is ready', () => {
    const nobody = fieldOf([], { restMs: 3_000 })
    expect(decide(among({}, nobody))).toEqual({ type: 'wait', restMs: 3_000 })
  })
})
