import * as fc from 'fast-check'
import type { Leaf, Readiness, Standing } from '../../src/scheduler/standing/leaf.ts'

export const standing = (over: Partial<Standing> = {}): Standing => ({
  account: 'a',
  priority: 0,
  tier: 3,
  weight: 1,
  inFlight: 0,
  slots: 0,
  quotaLeft: 1,
  quotaResetMs: 0,
  health: 1,
  latencyMs: 0,
  spent: 0,
  usedAt: -1,
  tie: 0,
  ...over,
})

export const leaf = (
  over: Partial<Standing> = {},
  readiness: Readiness = { type: 'ready' },
): Leaf => ({ standing: standing(over), readiness, lastsUntil: endOf(readiness) })

const endOf = (readiness: Readiness): number =>
  readiness.type === 'resting' ? readiness.until : Number.POSITIVE_INFINITY

/** Few different values, so that many are equal. */
export const standings = (): fc.Arbitrary<Standing> =>
  fc
    .record({
      priority: fc.nat(2),
      tier: fc.nat(3),
      weight: fc.integer({ min: 1, max: 4 }),
      inFlight: fc.nat(4),
      slots: fc.nat(4),
      quotaLeft: fc.constantFrom(0, 0.05, 0.5, 1),
      quotaResetMs: fc.constantFrom(0, 1_000, 3_600_000),
      health: fc.constantFrom(0, 0.6, 1),
      latencyMs: fc.nat(500),
      spent: fc.nat(5),
      usedAt: fc.integer({ min: -1, max: 5 }),
      tie: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(standing)

const readinesses = (): fc.Arbitrary<Readiness> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Readiness>({ type: 'ready' }) },
    fc.constant<Readiness>({ type: 'full' }),
    fc.constant<Readiness>({ type: 'starting' }),
    fc.constant<Readiness>({ type: 'refused', reason: 'out' }),
    fc
      .tuple(
        fc.integer({ min: 1, max: 2_000 }),
        fc.constantFrom('rate_limited', 'quota', 'guardrail'),
      )
      .map(([until, cause]): Readiness => ({ type: 'resting', until, cause })),
  )

/** Accounts in every state, each with a name of its own. */
export const leaves = (maxLength = 9): fc.Arbitrary<Leaf[]> =>
  fc.array(fc.tuple(standings(), readinesses()), { maxLength }).map((list) =>
    list.map(([facts, readiness], index) => ({
      standing: { ...facts, account: `account-${index}` },
      readiness,
      lastsUntil: endOf(readiness),
    })),
  )
