import { describe, expect, test } from 'bun:test'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { modeContract } from '../../contract/mode.ts'
import { leaf, standing } from '../../support/leaves.ts'

for (const mode of Object.values(modes)) modeContract(mode)

const HOUR_MS = 3_600_000

describe.each(['balance', 'cache_first'] as const)('even use, in %s', (name) => {
  const firstOf = (...list: ReturnType<typeof standing>[]): string =>
    list.toSorted(modes[name].compare)[0]?.account ?? ''

  test('goes by what was asked of an account for its weight', () => {
    const [much, little] = [
      standing({ account: 'much', spent: 900 }),
      standing({ account: 'little', spent: 100, inFlight: 3 }),
    ]
    expect(firstOf(much, little)).toBe('little')
  })

  test('then by who is unused longest', () => {
    const [late, early] = [
      standing({ account: 'late', usedAt: 9 }),
      standing({ account: 'early', usedAt: 3 }),
    ]
    expect(firstOf(late, early)).toBe('early')
  })

  test('spares an account whose quota is nearly used up', () => {
    const [scarce, rich] = [
      standing({ account: 'scarce', quotaLeft: 0.05, quotaResetMs: 5_000 }),
      standing({ account: 'rich', quotaLeft: 0.4, spent: 9_999 }),
    ]
    expect(firstOf(scarce, rich)).toBe('rich')
  })

  test('asks of those that are nearly used up who may be asked for more until it is whole again', () => {
    const [late, early] = [
      standing({ account: 'late', quotaLeft: 0.09, quotaResetMs: 4 * HOUR_MS }),
      standing({ account: 'early', quotaLeft: 0.05, quotaResetMs: HOUR_MS, spent: 9_999 }),
    ]
    expect(firstOf(late, early)).toBe('early')
  })

  test('minds no quota that is whole again soon', () => {
    const [soon, whole] = [
      standing({ account: 'soon', quotaLeft: 0.5, quotaResetMs: 1_000 }),
      standing({ account: 'whole', quotaLeft: 1, spent: 500 }),
    ]
    expect(firstOf(soon, whole)).toBe('soon')
  })

  test('takes a quota that is whole again within ten minutes for none, and no other', () => {
    const scarce = { quotaLeft: 0.05, quotaResetMs: 600_000 }
    const lasting = standing({ account: 'lasting', ...scarce })
    const other = standing({ account: 'other', ...scarce, spent: 500 })
    expect(firstOf(lasting, other)).toBe('lasting')
    expect(firstOf(lasting, { ...other, quotaResetMs: 599_999 })).toBe('other')
  })

  test('spares an account that fails more often than not', () => {
    const [unwell, well] = [
      standing({ account: 'unwell', health: 0.49 }),
      standing({ account: 'well', health: 0.5, spent: 9_999 }),
    ]
    expect(firstOf(unwell, well)).toBe('well')
    expect(firstOf({ ...unwell, health: 0.5 }, well)).toBe('unwell')
  })

  test('prefers the better plan', () => {
    const [free, pro] = [
      standing({ account: 'free', tier: 2 }),
      standing({ account: 'pro', tier: 1, spent: 9_999 }),
    ]
    expect(firstOf(free, pro)).toBe('pro')
  })

  test('lets a session go whose account was asked for much more than the best one', () => {
    const [bound, best] = [standing({ spent: 900_000 }), standing({ spent: 100_000 })]
    expect(modes[name].outgrows(bound, best)).toBe(true)
    expect(modes[name].outgrows(best, bound)).toBe(false)
    expect(modes[name].outgrows(standing({ spent: 300_000 }), best)).toBe(false)
    expect(modes[name].outgrows(standing({ spent: 300_001 }), best)).toBe(true)
  })

  test('lets it go the sooner, the more the account is meant for: what was asked is by weight', () => {
    const outgrown = [1, 4].map((weight) =>
      modes[name].outgrows(standing({ spent: 160_000, weight }), standing({ spent: 0 })),
    )
    expect(outgrown).toEqual([false, true])
  })
})

/** Much is left of the one for a short time, more of the other for a long one. */
const ending = standing({ account: 'ending', quotaLeft: 0.5, quotaResetMs: HOUR_MS, spent: 500 })
const lasting = standing({ account: 'lasting', quotaLeft: 0.9, quotaResetMs: 4 * HOUR_MS })

describe('cache_first', () => {
  const { patienceFor, attracts, compare } = modes.cache_first
  const favourite = { leaf: leaf(), isBound: true, warmShare: 1, crowding: 0 }

  test('uses first what would else be whole again unused', () => {
    expect(compare(ending, lasting)).toBeLessThan(0)
    expect(compare({ ...ending, quotaResetMs: 9 * HOUR_MS }, lasting)).toBeGreaterThan(0)
  })

  test('goes by what was asked where quotas may be used alike', () => {
    const alike = { ...lasting, quotaLeft: 0.85, spent: -1 }
    expect(compare(alike, lasting)).toBeLessThan(0)
  })

  test('waits for an account the longer, the more of the prompt is warm there', () => {
    expect(patienceFor({ ...favourite, warmTokens: 10_000 })).toBe(20_000)
    expect(patienceFor({ ...favourite, warmTokens: 1_000 })).toBe(2_000)
  })

  test('sends what is warm somewhere there, until that account was asked for much more', () => {
    const asked = (spent: number, warmShare: number): boolean =>
      attracts(
        { leaf: leaf({ spent }), isBound: false, warmTokens: 5_000, warmShare, crowding: 0 },
        standing({ spent: 0 }),
      )
    expect([asked(1_500_000, 0.9), asked(1_500_000, 0.5), asked(2_500_000, 1)]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('counts what was asked of it more than of the best one, and not in all', () => {
    const favoured = { leaf: leaf({ spent: 9_500_000 }), isBound: false, warmTokens: 5_000 }
    const best = standing({ spent: 9_000_000 })
    expect(attracts({ ...favoured, warmShare: 0.5, crowding: 0 }, best)).toBe(true)
  })
})

describe('balance', () => {
  test('goes by what was asked, however much of a quota is left for how long', () => {
    expect(modes.balance.compare(lasting, ending)).toBeLessThan(0)
  })

  test('waits for a session’s account only where more than half of all cannot serve', () => {
    const waits = (crowding: number): number =>
      modes.balance.patienceFor({
        leaf: leaf(),
        isBound: true,
        warmTokens: 10_000,
        warmShare: 1,
        crowding,
      })
    expect([waits(0), waits(0.5), waits(0.6), waits(1)]).toEqual([0, 0, 12_000, 20_000])
  })
})

describe('performance_first', () => {
  const { compare, attracts, compareForQuota } = modes.performance_first

  test('uses first what would else be whole again unused, while quotas run out', () => {
    expect(compareForQuota?.(ending, lasting)).toBeLessThan(0)
  })

  test('prefers the quick one, counts a busy one as slow, and measures a new one', () => {
    const slow = standing({ latencyMs: 900 })
    const quick = standing({ latencyMs: 100 })
    expect(compare(quick, slow)).toBeLessThan(0)
    expect(compare({ ...quick, slots: 4 }, { ...quick, inFlight: 3, slots: 4 })).toBeLessThan(0)
    expect(compare(standing({ latencyMs: 0 }), quick)).toBeLessThan(0)
  })

  const prospect = {
    standing: standing({ latencyMs: 500 }),
    freshTokens: 0,
    waitMs: 0,
    takesMs: 0,
    idleMs: 60_000,
  }

  test('counts the wait for an account and what it has to read as it counts its slowness', () => {
    const delays = [
      prospect,
      { ...prospect, waitMs: 700 },
      { ...prospect, freshTokens: 20_000 },
      { ...prospect, standing: standing({ latencyMs: 900 }) },
    ].map((one) => modes.performance_first.delayMs?.(one))
    expect(delays).toEqual([500, 1_200, 1_500, 900])
  })

  test('counts for how long others find nothing left, the less the longer nobody was there', () => {
    const delays = [0, 15_000, 60_000, Number.POSITIVE_INFINITY].map((idleMs) =>
      modes.performance_first.delayMs?.({ ...prospect, takesMs: 80_000, idleMs }),
    )
    expect(delays).toEqual([80_500, 60_500, 500, 500])
  })

  test('goes, while quotas run out, where the prompt is warm when not reading it makes that the quicker one', () => {
    const warm = (latencyMs: number, warmTokens: number, crowding = 0): boolean =>
      attracts(
        { leaf: leaf({ latencyMs }), isBound: false, warmTokens, warmShare: 1, crowding },
        standing({ latencyMs: 500 }),
      )
    expect([warm(900, 20_000), warm(900, 2_000), warm(400, 2_000)]).toEqual([true, false, true])
  })

  test('counts, while quotas run out, what is warm for more, and waits for it, the more accounts cannot serve', () => {
    const { patienceFor } = modes.performance_first
    const waits = (crowding: number): number =>
      patienceFor({ leaf: leaf(), isBound: false, warmTokens: 5_000, warmShare: 1, crowding })
    expect([0, 0.25, 1].map(waits)).toEqual([0, 625, 10_000])
    const slow = leaf({ latencyMs: 900 })
    const attracted = [0, 0.5].map((crowding) =>
      attracts(
        { leaf: slow, isBound: false, warmTokens: 2_000, warmShare: 1, crowding },
        standing({ latencyMs: 500 }),
      ),
    )
    expect(attracted).toEqual([false, true])
  })

  test('counts an account whose limit is nearly used up as slower', () => {
    const [spent, fresh] = [0.3, 1].map((quotaLeft) => standing({ latencyMs: 100, quotaLeft }))
    if (spent === undefined || fresh === undefined) throw new Error('there are two')
    expect(compare(fresh, spent)).toBeLessThan(0)
  })

  test('takes one that was never measured for quick, and the less loaded of two such', () => {
    const [idle, busy] = [0, 3].map((inFlight) => standing({ latencyMs: 0, inFlight }))
    if (idle === undefined || busy === undefined) throw new Error('there are two')
    expect(compare(idle, busy)).toBeLessThan(0)
  })

  test.each([
    ['the load of its slots', { inFlight: 4, slots: 4 }, { latencyMs: 190 }],
    ['of sixteen where it has no limit', { inFlight: 16 }, { latencyMs: 190 }],
    ['the quota that is left', { quotaLeft: 0.5 }, { latencyMs: 140 }],
    ['its weight', {}, { latencyMs: 190, weight: 2 }],
  ])('goes by the time that is to be expected: by %s', (_name, one, other) => {
    const usual = { latencyMs: 100, weight: 1, slots: 0 }
    expect(compare(standing({ ...usual, ...other }), standing({ ...usual, ...one }))).toBeLessThan(
      0,
    )
  })

  test('knows no sessions', () => {
    const { bindsSessions, draws } = modes.performance_first
    expect({ bindsSessions, draws }).toEqual({ bindsSessions: false, draws: 'two' })
  })
})

describe('sticky_no_cache', () => {
  const firstOf = (...accounts: string[]): string | undefined =>
    accounts.map((account) => standing({ account })).toSorted(modes.sticky_no_cache.compare)[0]
      ?.account

  test('takes the smallest id, however much that one was asked for, and counts numbers as such', () => {
    expect(firstOf('c/10', 'c/2', 'c/3')).toBe('c/2')
    expect(firstOf('c/zed', 'c/alice')).toBe('c/alice')
    const busy = standing({ account: 'c/1', spent: 9_999, inFlight: 9, quotaLeft: 0.01 })
    expect(modes.sticky_no_cache.compare(busy, standing({ account: 'c/2' }))).toBeLessThan(0)
  })
})

describe('round robin', () => {
  test('is by chance alone, whatever an account was asked for', () => {
    for (const name of ['round_robin_no_cache', 'round_robin_with_cache'] as const) {
      const asked = standing({ spent: 9_999, inFlight: 9, weight: 1, tie: 0.1 })
      expect(modes[name].compare(asked, standing({ weight: 9, tie: 0.2 }))).toBeLessThan(0)
      expect(modes[name]).toMatchObject({ draws: 'one', bindsSessions: false })
    }
  })

  test('with the cache goes where the prompt is warm, however much was asked there', () => {
    const warm = {
      leaf: leaf({ spent: 9_999_999 }),
      isBound: false,
      warmTokens: 2_000,
      crowding: 0,
    }
    const attracts = modes.round_robin_with_cache.attracts({ ...warm, warmShare: 0.1 }, standing())
    expect(attracts).toBe(true)
  })
})
