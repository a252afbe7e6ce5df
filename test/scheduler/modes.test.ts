import { describe, expect, test } from 'bun:test'
import { modes } from '../../src/scheduler/mode/index.ts'
import { modeContract } from '../contract/mode.ts'
import { leaf, standing } from '../support/leaves.ts'

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

  test('uses up evenly what lasts, and not what is whole again soon', () => {
    const [half, most] = [
      standing({ account: 'half', quotaLeft: 0.5, quotaResetMs: HOUR_MS }),
      standing({ account: 'most', quotaLeft: 0.9, quotaResetMs: HOUR_MS, spent: 500 }),
    ]
    expect(firstOf(half, most)).toBe('most')
    const [soon, whole] = [
      standing({ account: 'soon', quotaLeft: 0.5, quotaResetMs: 1_000 }),
      standing({ account: 'whole', quotaLeft: 1, spent: 500 }),
    ]
    expect(firstOf(soon, whole)).toBe('soon')
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
    expect(modes[name].outgrows(standing({ spent: 150_000 }), best)).toBe(false)
  })
})

test('cache_first waits the longer the more of the prompt is warm, and not for a guess about strangers', () => {
  const favourite = { leaf: leaf(), isPreferred: false }
  const patience = (warmTokens: number, isBound: boolean, isKnown: boolean): number =>
    modes.cache_first.patienceFor({ ...favourite, warmTokens, isBound, isKnown })
  expect(patience(10_000, true, false)).toBeGreaterThan(patience(1_000, true, false))
  expect(patience(10_000, false, true)).toBe(patience(10_000, true, false))
  expect(patience(10_000, false, false)).toBe(0)
})

describe('performance_first', () => {
  const { compare } = modes.performance_first
  test('prefers the quick one, counts a busy one as slow, and measures a new one', () => {
    const slow = standing({ latencyMs: 900 })
    const quick = standing({ latencyMs: 100 })
    expect(compare(quick, slow)).toBeLessThan(0)
    expect(compare(slow, { ...quick, inFlight: 9 })).toBeLessThan(0)
    expect(compare(standing({ latencyMs: 0 }), quick)).toBeLessThan(0)
  })

  test('knows no sessions', () => {
    const { bindsSessions, followsCache, draws } = modes.performance_first
    expect({ bindsSessions, followsCache, draws }).toEqual({
      bindsSessions: false,
      followsCache: false,
      draws: 'two',
    })
  })
})
