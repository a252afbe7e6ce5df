import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import {
  addCooldown,
  restsUntil,
  withoutExpired,
  type Cooldown,
} from '../../src/account/cooldown.ts'
import type { FailureKind } from '../../src/ir/failure.ts'

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
      until: 10 + ((index * 7) % 150),
      cause: 'rate_limited',
    }))
    expect(gather([account, ...rests])).toEqual([
      account,
      ...rests.filter(({ until }) => until >= 10 + 150 - 99),
    ])
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

  test('are one for each scope and cause at most', () => {
    fc.assert(
      fc.property(many, (cooldowns) => {
        const scopes = gather(cooldowns).map(({ model, cause }) => `${cause} ${model}`)
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
