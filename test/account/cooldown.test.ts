import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import {
  addCooldown,
  consequenceOf,
  restsUntil,
  withoutExpired,
  type Cooldown,
} from '../../src/account/cooldown.ts'
import type { Failure, FailureKind } from '../../src/ir/failure.ts'

const failure = (kind: FailureKind, over: Partial<Failure> = {}): Failure => ({
  kind,
  code: 'some_code',
  status: 503,
  message: 'Incorrect key sk-12…89.',
  ...over,
})

const at = { model: 'm', now: 1_000, failuresInARow: 1 }

describe('what a failure does to its account', () => {
  test.each<[FailureKind, string, number]>([
    ['rate_limited', 'm', 60_000],
    ['overloaded', 'm', 5_000],
    ['quota', '', 3_600_000],
    ['transient', '', 1_000],
  ])('%s: it rests (for the model "%s") for %i ms when nobody says how long', (kind, model, ms) => {
    expect(consequenceOf(failure(kind), at)).toEqual({
      type: 'cooldown',
      cooldown: { model, until: 1_000 + ms, cause: kind },
    })
  })

  test.each<FailureKind>(['rate_limited', 'overloaded', 'quota', 'transient'])(
    '%s: it rests for exactly as long as the upstream asked',
    (kind) => {
      expect(consequenceOf(failure(kind, { retryAfterMs: 7_654 }), at)).toMatchObject({
        cooldown: { until: 8_654 },
      })
    },
  )

  test.each<FailureKind>(['client', 'context_length'])('%s: nothing', (kind) => {
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

  test('an upstream that stays broken is asked ever more rarely, but every minute', () => {
    const rests = [1, 2, 3, 6, 7, 50].map((failuresInARow) => {
      const consequence = consequenceOf(failure('transient'), { ...at, failuresInARow })
      return consequence.type === 'cooldown' ? consequence.cooldown.until - at.now : 0
    })
    expect(rests).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000])
  })
})

const cooldown: fc.Arbitrary<Cooldown> = fc.record({
  model: fc.constantFrom('', 'a', 'b'),
  until: fc.nat(1_000),
  cause: fc.constantFrom<FailureKind>('rate_limited', 'quota'),
})
const many = fc.array(cooldown, { maxLength: 12 })
const models = ['a', 'b', 'c']
const gather = (cooldowns: readonly Cooldown[]) =>
  cooldowns.reduce<readonly Cooldown[]>(addCooldown, [])

describe('cooldowns that come together', () => {
  test('are never shortened', () => {
    fc.assert(
      fc.property(many, cooldown, fc.nat(1_000), (before, added, now) => {
        const known = gather(before)
        const after = addCooldown(known, added)
        for (const model of models)
          expect(restsUntil(after, model, now)).toBeGreaterThanOrEqual(
            restsUntil(known, model, now),
          )
      }),
    )
  })

  test('are a hundred at most: the model whose rest ends first is let go, never the account', () => {
    const account = { model: '', until: 1, cause: 'quota' } as const
    const rests = Array.from({ length: 150 }, (_, index): Cooldown => ({
      model: `m${index}`,
      until: 10 + index,
      cause: 'rate_limited',
    }))
    expect(gather([account, ...rests])).toEqual([account, ...rests.slice(-99)])
  })

  test('last until the latest of those that concern the model', () => {
    fc.assert(
      fc.property(many, fc.constantFrom(...models), fc.nat(1_000), (cooldowns, model, now) => {
        const concerning = cooldowns.filter((one) => one.model === '' || one.model === model)
        const latest = Math.max(0, ...concerning.map(({ until }) => until))
        expect(restsUntil(gather(cooldowns), model, now)).toBe(latest > now ? latest : 0)
      }),
    )
  })

  test('are the same in whatever order they came', () => {
    fc.assert(
      fc.property(many, (cooldowns) => {
        for (const model of models)
          expect(restsUntil(gather(cooldowns.toReversed()), model, 0)).toBe(
            restsUntil(gather(cooldowns), model, 0),
          )
      }),
    )
  })

  test('are one for each scope at most', () => {
    fc.assert(
      fc.property(many, (cooldowns) => {
        const scopes = gather(cooldowns).map(({ model }) => model)
        expect(new Set(scopes).size).toBe(scopes.length)
      }),
    )
  })

  test('are forgotten once they are over, and not before', () => {
    fc.assert(
      fc.property(many, fc.nat(1_000), (cooldowns, now) => {
        const known = gather(cooldowns)
        const left = withoutExpired(known, now)
        expect(left.every(({ until }) => until > now)).toBe(true)
        for (const model of models)
          expect(restsUntil(left, model, now)).toBe(restsUntil(known, model, now))
      }),
    )
  })
})
