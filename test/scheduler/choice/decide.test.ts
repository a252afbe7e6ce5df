import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { decide } from '../../../src/scheduler/choice/decide.ts'
import type { Decision, Field, Situation } from '../../../src/scheduler/choice/situation.ts'
import type { Leaf } from '../../../src/scheduler/standing/leaf.ts'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { leaf, leaves } from '../../support/leaves.ts'
import { favouriteOf } from './situations.ts'

const isReady = ({ readiness }: Leaf): boolean => readiness.type === 'ready'

/** Everybody of a list, in the mode's order. */
const fieldOf = (list: readonly Leaf[], mode = modes.balance): Field => {
  const rests = list.flatMap(({ readiness }) =>
    readiness.type === 'resting' ? [readiness.until] : [],
  )
  return {
    order: () =>
      list.filter(isReady).toSorted((one, other) => mode.compare(one.standing, other.standing)),
    scarcity: () => 0,
    restMs: rests.length === 0 ? undefined : Math.min(...rests),
    isBusy: list.some(({ readiness }) => readiness.type === 'full'),
  }
}

/** Whatever comes fits in, and nobody has waited yet. */
const usual = { roomMs: (): number => 0, closedMs: 0, waitedMs: 0, now: 0 }

/** Its session's account rests for five seconds from now, and another one is ready. */
const whileResting = (patienceMs: number): Situation => {
  const now = 1_000_000
  const until = now + 5_000
  const resting = leaf({ account: 'bound' }, { type: 'resting', until, cause: 'quota' })
  return {
    ...usual,
    mode: modes.cache_first,
    favourites: [favouriteOf(resting, 4_000)],
    field: {
      scarcity: () => 0,
      order: () => [leaf({ account: 'other' })],
      restMs: 5_000,
      isBusy: false,
    },
    patienceMs,
    now,
  }
}

const situations = fc
  .record({
    mode: fc.constantFrom(...Object.values(modes)),
    list: leaves(),
    bound: fc.nat(12),
    warmTokens: fc.nat(1_000),
    patienceMs: fc.integer({ min: -100, max: 2_500 }),
    waitedMs: fc.nat(500),
  })
  .map(({ mode, list, bound, warmTokens, ...times }) => {
    const chosen = list[bound]
    const favourites = chosen === undefined ? [] : [favouriteOf(chosen, warmTokens)]
    const situation: Situation = {
      mode,
      favourites,
      field: fieldOf(list, mode),
      ...usual,
      ...times,
    }
    return { list, situation }
  })

describe('a decision', () => {
  test('is the same for the same situation', () => {
    fc.assert(
      fc.property(situations, ({ situation }) => {
        expect(decide(situation)).toEqual(decide(situation))
      }),
    )
  })

  test('offers only accounts that are ready, each once', () => {
    fc.assert(
      fc.property(situations, ({ situation }) => {
        const decision = decide(situation)
        if (decision.type !== 'serve') return
        expect(decision.order.every(isReady)).toBe(true)
        expect(new Set(decision.order).size).toBe(decision.order.length)
      }),
    )
  })

  test('serves if anybody can, unless it is worth to wait for the favourite', () => {
    fc.assert(
      fc.property(situations, ({ list, situation }) => {
        const [favourite] = situation.favourites
        const { type } = decide(situation)
        const { mode, waitedMs, patienceMs } = situation
        const readiness = favourite?.leaf.readiness
        const worthMs =
          favourite === undefined ? 0 : Math.min(patienceMs, mode.patienceFor(favourite) - waitedMs)
        const waits =
          worthMs > 0 &&
          (readiness?.type === 'full' ||
            (readiness?.type === 'resting' && readiness.until <= worthMs))
        if (waits) expect(type).toBe('wait')
        else if (list.some(isReady)) expect(type).toBe('serve')
        else expect(type).not.toBe('serve')
      }),
    )
  })

  test('gives up only when nobody can serve before the deadline', () => {
    fc.assert(
      fc.property(situations, ({ situation }) => {
        const decision = decide(situation)
        const { field, patienceMs } = situation
        if (decision.type === 'wait') expect(patienceMs).toBeGreaterThan(0)
        if (decision.type === 'nobody')
          expect([field.restMs, field.isBusy]).toEqual([undefined, false])
        if (decision.type !== 'too-late' || patienceMs <= 0) return
        expect(field.isBusy).toBe(false)
        expect(field.restMs ?? 0).toBeGreaterThan(patienceMs)
      }),
    )
  })

  test('puts a favourite that is ready before all others', () => {
    const favourite = leaf({ account: 'bound', priority: 9, spent: 1_000 })
    const field = fieldOf([leaf({ account: 'other' }), favourite])
    for (const mode of Object.values(modes))
      expect(
        decide({
          mode,
          favourites: [favouriteOf(favourite, 0)],
          field,
          ...usual,
          patienceMs: 1,
        }),
      ).toMatchObject({
        order: [{ standing: { account: 'bound' } }, { standing: { account: 'other' } }],
      })
  })

  test('waits for a full favourite as long as its cache is worth, less what was waited already', () => {
    const favourite = leaf({ account: 'bound' }, { type: 'full' })
    const situation: Situation = {
      mode: modes.cache_first,
      favourites: [favouriteOf(favourite, 10_000)],
      field: fieldOf([leaf({ account: 'other' }), favourite]),
      ...usual,
      patienceMs: 60_000,
    }
    expect(decide(situation)).toEqual({
      type: 'wait',
      restMs: undefined,
      account: 'bound',
      worthMs: 20_000,
    })
    expect(decide({ ...situation, waitedMs: 19_000 })).toEqual({
      type: 'wait',
      restMs: undefined,
      worthMs: 1_000,
      account: 'bound',
    })
    expect(decide({ ...situation, waitedMs: 20_000 }).type).toBe('serve')
  })

  test('waits for no more than what is warm nowhere that is ready', () => {
    const bound = leaf({ account: 'bound' }, { type: 'full' })
    const other = leaf({ account: 'other' })
    const waiting = (warmElsewhere: number): Decision =>
      decide({
        mode: modes.cache_first,
        favourites: [favouriteOf(bound, 10_000), favouriteOf(other, warmElsewhere)],
        field: fieldOf([other, bound]),
        ...usual,
        patienceMs: 60_000,
      })
    expect(waiting(7_000)).toEqual({
      type: 'wait',
      restMs: undefined,
      account: 'bound',
      worthMs: 6_000,
    })
    expect(waiting(10_000).type).toBe('serve')
  })

  test('waits for its own when nobody can serve, as long as that is worth it, and else for anybody', () => {
    const resting = (account: string, until: number): Leaf =>
      leaf({ account }, { type: 'resting', until, cause: 'rate_limited' })
    const [own, other] = [resting('own', 8_000), resting('other', 1_000)]
    const waiting = (warmTokens: number): Decision =>
      decide({
        mode: modes.balance,
        favourites: [favouriteOf(own, warmTokens)],
        field: fieldOf([own, other]),
        ...usual,
        patienceMs: 60_000,
      })
    expect(waiting(4_000)).toEqual({ type: 'wait', restMs: 8_000, account: 'own' })
    expect(waiting(3_999)).toEqual({ type: 'wait', restMs: 1_000 })
  })

  test('waits for rests by how long they last from now, whenever that is', () => {
    const situation = whileResting(60_000)
    const waiting = { type: 'wait', restMs: 5_000, account: 'bound' } as const
    const own = { ...situation, field: { ...situation.field, order: () => [] } }
    const meant = { ...own, mode: modes.round_robin_no_cache }
    expect([decide(situation), decide(own), decide(meant)]).toEqual([waiting, waiting, waiting])
    const anybody = { type: 'wait', restMs: 5_000 } as const
    expect(decide({ ...meant, waitedMs: 4_000 })).toEqual(anybody)
    expect(decide({ ...situation, waitedMs: 4_000 })).toMatchObject({ type: 'serve' })
  })

  test('waits for nobody longer than its patience', () => {
    const situation = whileResting(4_999)
    const nobodyReady = { ...situation, field: { ...situation.field, order: () => [] } }
    expect([decide(situation), decide(nobodyReady)]).toMatchObject([
      { type: 'serve' },
      { type: 'too-late' },
    ])
  })

  test('has one other besides the favourites to ask, and many where there is none', () => {
    const others = ['x', 'y', 'z'].map((account) => leaf({ account }))
    const favourite = leaf({ account: 'bound' })
    const situation: Situation = {
      mode: modes.balance,
      favourites: [favouriteOf(favourite, 0)],
      field: { scarcity: () => 0, order: () => others, restMs: undefined, isBusy: false },
      ...usual,
      patienceMs: 1,
    }
    const accounts = (decision: Decision): readonly string[] =>
      decision.type === 'serve' ? decision.order.map(({ standing }) => standing.account) : []
    expect(accounts(decide(situation))).toEqual(['bound', 'x'])
    expect(accounts(decide({ ...situation, favourites: [] }))).toEqual(['x', 'y', 'z'])
  })
})
