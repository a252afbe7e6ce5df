import { describe, expect, test } from 'bun:test'
import {
  consequenceOf,
  tellsOfCredential,
  type Circumstances,
} from '../../src/account/consequence.ts'
import { newMeasures } from '../../src/exchange/outcome.ts'
import type { Failure, FailureKind } from '../../src/ir/failure.ts'
import { usualRests } from '../support/rests.ts'

const failure = (kind: FailureKind, over: Partial<Failure> = {}): Failure => ({
  kind,
  code: 'some_code',
  status: 503,
  message: 'Incorrect key sk-12…89.',
  ...over,
})

const at: Circumstances = {
  model: 'm',
  now: 1_000,
  breaksInARow: 1,
  limitsInARow: 1,
  rules: usualRests,
}

const restOf = (kind: FailureKind, over: Partial<Circumstances>): number => {
  const consequence = consequenceOf(failure(kind), { ...at, ...over })
  return consequence.type === 'cooldown' ? consequence.cooldown.until - at.now : 0
}

const resting: readonly FailureKind[] = ['rate_limited', 'overloaded', 'quota', 'transient']

describe('what a failure does to its account', () => {
  test.each<[FailureKind, string, number]>([
    ['rate_limited', 'm', 5_000],
    ['overloaded', 'm', 5_000],
    ['quota', '', 60_000],
    ['transient', '', 1_000],
  ])('%s: it rests (for the model "%s") for %i ms when nobody says how long', (kind, model, ms) => {
    expect(consequenceOf(failure(kind), at)).toEqual({
      type: 'cooldown',
      cooldown: { model, until: 1_000 + ms, cause: kind },
    })
  })

  test.each(resting)('%s: it rests for exactly as long as the upstream asked', (kind) => {
    expect(consequenceOf(failure(kind, { retryAfterMs: 7_654 }), at)).toMatchObject({
      cooldown: { until: 8_654 },
    })
  })

  test.each<[FailureKind, number]>([
    ['rate_limited', 2_000],
    ['quota', 2_000],
    ['overloaded', 1_000],
    ['transient', 1_000],
  ])('%s: asked for one second, it rests for %i ms', (kind, ms) => {
    expect(consequenceOf(failure(kind, { retryAfterMs: 1_000 }), at)).toMatchObject({
      cooldown: { until: at.now + ms },
    })
  })

  test.each<FailureKind>(['rate_limited', 'quota'])(
    '%s: asked for no time at all, it rests for two seconds',
    (kind) => {
      expect(consequenceOf(failure(kind, { retryAfterMs: 0 }), at)).toMatchObject({
        cooldown: { until: at.now + 2_000 },
      })
    },
  )

  test('a pause that a broken upstream names is one of an overloaded upstream: no success ends it', () => {
    expect(consequenceOf(failure('transient', { retryAfterMs: 7_000 }), at)).toMatchObject({
      cooldown: { model: '', cause: 'overloaded' },
    })
  })

  test.each<FailureKind>(['client', 'context_length', 'too_large'])('%s: nothing', (kind) => {
    expect(consequenceOf(failure(kind), at)).toEqual({ type: 'none' })
  })

  test.each<FailureKind>(['auth', 'dead'])('%s: it is out, and no vendor is quoted', (kind) => {
    expect(consequenceOf(failure(kind), at)).toEqual({
      type: 'out',
      reason: 'the upstream refused its credential (some_code)',
    })
  })

  test('a 403 may be about one model only: that rests', () => {
    expect(consequenceOf(failure('auth', { code: 'forbidden' }), at)).toEqual({
      type: 'cooldown',
      cooldown: { model: 'm', until: 301_000, cause: 'auth' },
    })
  })

  test('a quota of one model rests that model', () => {
    expect(consequenceOf(failure('quota', { isOfModel: true }), at)).toMatchObject({
      cooldown: { model: 'm' },
    })
  })

  test('an upstream that stays broken is asked ever more rarely, but every minute', () => {
    expect([1, 2, 3, 6, 7, 50].map((row) => restOf('transient', { breaksInARow: row }))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
    ])
  })

  test('a limit that still holds is asked about ever more rarely, but every minute', () => {
    expect([1, 2, 3, 4, 5, 50].map((row) => restOf('rate_limited', { limitsInARow: row }))).toEqual(
      [5_000, 10_000, 20_000, 40_000, 60_000, 60_000],
    )
  })

  test('a quota that stays spent is asked for by the configured steps, the last one again and again', () => {
    expect([1, 2, 3, 4, 5, 50].map((row) => restOf('quota', { limitsInARow: row }))).toEqual([
      60_000, 300_000, 1_800_000, 7_200_000, 7_200_000, 7_200_000,
    ])
  })
})

test('without steps a spent quota is asked for every minute', () => {
  const rules = { ...usualRests, quotaStepsMs: [] }
  expect([1, 2].map((row) => restOf('quota', { limitsInARow: row, rules }))).toEqual([
    60_000, 60_000,
  ])
})

describe('what a count of tokens meets concerns other requests', () => {
  test.each<[string, Failure, boolean]>([
    ['when the key is refused', failure('auth'), true],
    ['when the key is dead', failure('dead'), true],
    ['when what it may spend is spent', failure('quota'), true],
    ['not when that of one model is', failure('quota', { isOfModel: true }), false],
    ['not when it may not count', failure('auth', { code: 'forbidden' }), false],
    ['not when counting is limited', failure('rate_limited'), false],
    ['not when it breaks', failure('transient'), false],
  ])('%s', (_name, met, isTold) => {
    const outcome = { type: 'failed', failure: met, isCommitted: false, isTold: false } as const
    expect(tellsOfCredential({ ...outcome, measures: newMeasures() })).toBe(isTold)
  })
})

describe('without a circuit breaker', () => {
  const rules = { ...usualRests, isEnabled: false }

  test.each([...resting, 'auth'] as const)('%s: it does not rest unasked', (kind) => {
    const code = kind === 'auth' ? 'forbidden' : 'some_code'
    expect(consequenceOf(failure(kind, { code }), { ...at, rules })).toEqual({ type: 'none' })
  })

  test.each(resting)('%s: it rests when it is asked to', (kind) => {
    const asked = failure(kind, { retryAfterMs: 7_000 })
    expect(consequenceOf(asked, { ...at, rules })).toMatchObject({ cooldown: { until: 8_000 } })
  })

  test('a refused credential is out', () => {
    expect(consequenceOf(failure('auth'), { ...at, rules }).type).toBe('out')
  })
})
