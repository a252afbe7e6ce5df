import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { AccountStatus } from '../../src/account/messages.ts'
import type { FailureKind } from '../../src/ir/failure.ts'
import { openTrial, type Trial, unansweredOf } from '../support/condition-trial.ts'

type Act =
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'begin'; readonly scope: string }
  | { readonly type: 'restart' | 'edit' }
  /** Another of its group is limited; its upstream says that a limit is used up. */
  | { readonly type: 'group' | 'announce'; readonly scope: string; readonly ms: number }
  | { readonly type: 'serve'; readonly which: number }
  | { readonly type: 'prove'; readonly which: number }
  | {
      readonly type: 'fail'
      readonly which: number
      readonly kind: FailureKind
      readonly retryAfterMs: number | undefined
    }

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('begin'), scope: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('serve', 'prove'), which: fc.nat(99) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wait'), ms: fc.nat(90_000) }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ type: fc.constantFrom('restart', 'edit') }),
      fc.record({
        type: fc.constantFrom('group', 'announce'),
        scope: fc.constantFrom('', 'a', 'b'),
        ms: fc.nat(120_000),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('fail'),
      which: fc.nat(99),
      kind: fc.constantFrom('transient', 'overloaded', 'rate_limited', 'quota', 'client'),
      retryAfterMs: fc.option(fc.nat(120_000), { nil: undefined }),
    }),
  },
) as fc.Arbitrary<Act>

const perform = (trial: Trial, one: Act): void => {
  switch (one.type) {
    case 'wait':
      return trial.wait(one.ms)
    case 'begin':
      if (trial.objection(one.scope) === undefined) trial.begin(one.scope)
      return
    case 'restart':
      return trial.restart()
    case 'edit':
      return trial.edit()
    case 'group':
    case 'announce':
      return limit(trial, one)
    default:
      return proceed(trial, one)
  }
}

const unlimited = { left: 0, promptTokens: 0, countsCached: false }

const limit = (
  { condition, now }: Trial,
  { type, scope, ms }: Extract<Act, { ms: number; scope: string }>,
) => {
  const until = now() + ms
  if (type === 'group')
    return condition.restWithGroup([{ model: scope, until, cause: 'rate_limited' }], now())
  const used = { ...unlimited, resetsAt: until, spentUntil: until, isOfAccount: scope === '' }
  condition.announced([used], scope, now())
}

const proceed = (trial: Trial, one: Extract<Act, { which: number }>): void => {
  const flights = trial.flights()
  const flight = flights[one.which % Math.max(1, flights.length)]
  if (flight === undefined) return
  switch (one.type) {
    case 'serve':
      return void trial.serve(flight)
    case 'prove':
      return trial.condition.proved(flight, trial.now())
    case 'fail': {
      const { kind, retryAfterMs } = one
      return void trial.fail(flight, kind, retryAfterMs === undefined ? {} : { retryAfterMs })
    }
    default:
      return one satisfies never
  }
}

const statusAfter = (trial: Trial, one: Act): AccountStatus => {
  perform(trial, one)
  return trial.told()
}

describe('whatever happens', () => {
  const acts = fc.array(act, { maxLength: 200, size: 'max' })
  const limits = fc.constantFrom(0, 1, 2, 5, 40)

  test('no request begins beyond the limit or beyond a ramp', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        for (const one of all) {
          const before = trial.flights()
          const { ramps } = statusAfter(trial, one)
          const after = trial.flights()
          if (after.length <= before.length) continue
          const scopes = after.map(({ scope }) => scope)
          if (maxConcurrency > 0) expect(after.length).toBeLessThanOrEqual(maxConcurrency)
          const began = scopes.at(-1) ?? ''
          for (const { model, slots } of ramps)
            if (model === '' || model === began)
              expect(unansweredOf(after, model)).toBeLessThanOrEqual(slots)
        }
      }),
    )
  })

  test('no rest is shortened, but that of a break by a success', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        let before = trial.told().cooldowns
        for (const one of all) {
          const { cooldowns } = statusAfter(trial, one)
          for (const { model, until, cause } of before) {
            if (until <= trial.now() || cause === 'transient') continue
            const now = cooldowns.find((other) => other.model === model && other.cause === cause)
            expect(now?.until ?? 0).toBeGreaterThanOrEqual(until)
          }
          before = cooldowns
        }
      }),
    )
  })

  test('a ramp begins with a rest, doubles, and goes when it is as wide as the account', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        const whole = maxConcurrency === 0 ? 32 : maxConcurrency
        let before = trial.told().ramps
        for (const one of all) {
          const { ramps } = statusAfter(trial, one)
          for (const { model, slots } of ramps) {
            const known = before.find((ramp) => ramp.model === model)?.slots ?? 0
            expect([1, 4, known, 2 * known]).toContain(slots)
            expect(slots).toBeLessThan(whole)
          }
          for (const { model, slots } of before)
            if (!ramps.some((ramp) => ramp.model === model))
              expect(2 * slots).toBeGreaterThanOrEqual(whole)
          before = ramps
        }
      }),
    )
  })

  test('it can always serve again: after the longest rest one request is let in', () => {
    fc.assert(
      fc.property(acts, limits, (all, maxConcurrency) => {
        const trial = openTrial(maxConcurrency)
        for (const one of all) perform(trial, one)
        for (const flight of trial.flights()) trial.serve(flight)
        trial.wait(7_200_000)
        expect(['a', 'b'].map((scope) => trial.objection(scope))).toEqual([undefined, undefined])
      }),
    )
  })
})
