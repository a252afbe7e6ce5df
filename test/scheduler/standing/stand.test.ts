import { describe, expect, test } from 'bun:test'
import { freshStatus, type AccountStatus } from '../../../src/account/messages.ts'
import { leafOf, subjectOf } from '../../../src/scheduler/standing/stand.ts'
import { entryOf, openSight } from '../../support/entries.ts'

const statusOf = (over: Partial<AccountStatus>): AccountStatus => ({ ...freshStatus, ...over })
const sight = openSight()
const now = sight.clock.now()

const readiness = (...args: Parameters<typeof entryOf>) =>
  leafOf(entryOf(...args), subjectOf('m'), sight).readiness

const inFlight = (...models: string[]) =>
  new Map(
    models.map((model, index) => [index, { model, charge: 1, isAnswered: false, freshTokens: 1 }]),
  )

describe('an account as a model sees it', () => {
  test('is ready when nothing is in the way', () => {
    expect(readiness('a')).toEqual({ type: 'ready' })
  })

  test('rests for as long as the latest of its cooldowns lasts, and tells its cause', () => {
    const cooldowns = [
      { model: '', until: now + 1_000, cause: 'transient' },
      { model: 'm', until: now + 5_000, cause: 'rate_limited' },
      { model: 'other', until: now + 9_000, cause: 'quota' },
    ] as const
    expect(readiness('a', { status: statusOf({ cooldowns }) })).toEqual({
      type: 'resting',
      until: sight.clock.monotonic() + 5_000,
      cause: 'rate_limited',
    })
  })

  test('is full when its slots are in use', () => {
    const exchanges = inFlight('m', 'other')
    expect(readiness('a', { exchanges }, { maxConcurrency: 2 })).toEqual({ type: 'full' })
    expect(readiness('a', { exchanges }, { maxConcurrency: 3 })).toEqual({ type: 'ready' })
  })

  test('that comes back from a rest is not full by what its upstream answers already', () => {
    const status = statusOf({ ramps: [{ model: '', slots: 1 }] })
    const answered = new Map([[1, { model: 'm', charge: 1, isAnswered: true, freshTokens: 1 }]])
    expect(readiness('a', { status, exchanges: answered })).toEqual({ type: 'ready' })
  })

  test('that comes back from a rest is full by its ramp, however many slots it has', () => {
    const status = statusOf({ ramps: [{ model: '', slots: 1 }] })
    expect(readiness('a', { status, exchanges: inFlight('other') })).toEqual({ type: 'full' })
    expect(readiness('a', { status })).toEqual({ type: 'ready' })
  })

  test('whose model comes back from a rest is full by what this model has in flight', () => {
    const status = statusOf({ ramps: [{ model: 'm', slots: 1 }] })
    expect(readiness('a', { status, exchanges: inFlight('other', 'other') }).type).toBe('ready')
    expect(readiness('a', { status, exchanges: inFlight('m') }).type).toBe('full')
  })

  test('is refused with its reason when it is out, foreign to the model or no longer configured', () => {
    const out = statusOf({ state: 'out', reason: 'the key is gone' })
    expect([
      readiness('a', { status: out }),
      readiness('a', {}, { models: ['other-*'] }),
      readiness('a', { isRetired: true }),
      readiness('a', { isUp: false }),
    ]).toEqual([
      { type: 'refused', reason: 'the key is gone' },
      { type: 'refused', reason: 'not for this model' },
      { type: 'refused', reason: 'it is no longer configured' },
      { type: 'starting' },
    ])
  })

  test('has as much of its quota left as the scarcest one that counts says, until that is whole again', () => {
    const quotas = [
      { model: '', left: 0.8, resetsAt: now + 60_000 },
      { model: 'm', left: 0.3, resetsAt: now + 1_000 },
      { model: 'm', left: 0.1, resetsAt: now - 1 },
      { model: 'other', left: 0, resetsAt: now + 60_000 },
    ]
    const { quotaLeft, quotaResetMs } = leafOf(
      entryOf('a', { status: statusOf({ quotas }) }),
      subjectOf('m'),
      sight,
    ).standing
    expect({ quotaLeft, quotaResetMs }).toEqual({ quotaLeft: 0.3, quotaResetMs: 1_000 })
  })

  test('is looked at again after half of the time until a quota is whole, as its reset comes nearer', () => {
    const lastsMs = (resetMs: number): number => {
      const quotas = [{ model: '', left: 0.5, resetsAt: now + resetMs }]
      const { lastsUntil } = leafOf(
        entryOf('a', { status: statusOf({ quotas }) }),
        subjectOf('m'),
        sight,
      )
      return lastsUntil - sight.clock.monotonic()
    }
    expect([lastsMs(3_600_000), lastsMs(600_000), lastsMs(60_000)]).toEqual([
      1_800_000, 600_000, 60_000,
    ])
  })

  test('is on the plan that the operator says, the better one lower', () => {
    const tiers = ['g1-ultra-tier', 'PRO', 'for free', 'another', ''].map(
      (tier) => leafOf(entryOf('a', {}, { tier }), subjectOf('m'), sight).standing.tier,
    )
    expect(tiers).toEqual([0, 1, 2, 3, 3])
  })
})
