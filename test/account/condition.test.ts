import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../src/account/messages.ts'
import type { FailureKind } from '../../src/ir/failure.ts'
import { openTrial, restsOf } from '../support/condition-trial.ts'

test('a request that is larger than a whole limit teaches that limit, and means nothing else', () => {
  const trial = openTrial()
  const flight = trial.begin()
  expect(trial.fail(flight, 'too_large', { neededTokens: 36_278, limitTokens: 30_000 })).toEqual({
    ...freshStatus,
    rooms: [
      {
        model: 'm',
        limit: 30_000,
        countsCached: true,
        left: 30_000,
        at: trial.now(),
        fullAt: trial.now(),
      },
    ],
  })
  trial.restart()
  expect(trial.fail(trial.begin(), 'too_large').rooms).toHaveLength(1)
  expect(trial.condition.news(trial.now())).toBeUndefined()
})

test('room that is used is news, though no more of the limit is used than before', () => {
  const trial = openTrial()
  const tell = () => {
    const limit = { isOfAccount: false, promptTokens: 30_000, countsCached: false, left: 0.5 }
    const resetsAt = trial.now() + 30_000
    trial.condition.announced([{ ...limit, resetsAt, spentUntil: 0 }], 'm', trial.now())
    return trial.condition.news(trial.now())?.rooms
  }
  expect(tell()).toMatchObject([{ model: 'm', left: 15_000 }])
  expect(tell()).toBeUndefined()
  trial.wait(29_000)
  expect(tell()).toMatchObject([{ model: 'm', left: 15_000, at: trial.now() }])
})

describe('a success', () => {
  test('ends a rest that nobody asked for, and lets the account in step by step', () => {
    const trial = openTrial()
    const [broken, good] = [trial.begin(), trial.begin()]
    trial.fail(broken, 'transient')
    expect(trial.serve(good)).toMatchObject({ cooldowns: [], ramps: [{ model: '', slots: 2 }] })
  })

  test.each<FailureKind>(['rate_limited', 'quota', 'overloaded'])('ends no rest: %s', (kind) => {
    const trial = openTrial()
    const [limited, good] = [trial.begin(), trial.begin()]
    const before = trial.fail(limited, kind)
    expect(trial.serve(good)).toMatchObject({ cooldowns: before.cooldowns, ramps: before.ramps })
  })

  test('ends the break alone, where a limit rests the account as well', () => {
    const trial = openTrial()
    const [spent, broken, good] = [trial.begin(), trial.begin(), trial.begin()]
    trial.fail(spent, 'quota', { retryAfterMs: 5_000 })
    trial.fail(broken, 'transient')
    expect(trial.serve(good).cooldowns).toMatchObject([{ cause: 'quota' }])
  })

  test('ends no rest that a broken upstream asked for', () => {
    const trial = openTrial()
    const [broken, good] = [trial.begin(), trial.begin()]
    trial.fail(broken, 'transient', { retryAfterMs: 9_000 })
    expect(trial.serve(good).cooldowns).toMatchObject([{ model: '', until: trial.now() + 9_000 }])
  })
})

describe('health', () => {
  test('is told when it is another quarter', () => {
    const trial = openTrial()
    trial.condition.restore({ ...freshStatus, health: 0.8 })
    trial.serve(trial.begin())
    expect(trial.condition.health).toBeGreaterThan(0.8)
    expect(trial.told()).toEqual(freshStatus)
  })

  test('is lost once by many that break together', () => {
    const trial = openTrial()
    const all = Array.from({ length: 10 }, () => trial.begin())
    for (const flight of all) trial.fail(flight, 'transient')
    expect(trial.told().health).toBeGreaterThan(0.5)
  })

  test('is lost by breaks, not by limits, and comes back with successes', () => {
    const trial = openTrial()
    for (const _ of [1, 2, 3]) trial.fail(trial.begin(), 'rate_limited', { retryAfterMs: 1 })
    expect(trial.told().health).toBe(1)
    restsOf(trial, 2, 'transient')
    expect(trial.told().health).toBeLessThan(0.5)
    for (let turn = 0; turn < 10; turn += 1) trial.serve(trial.begin())
    expect(trial.told().health).toBe(1)
  })

  test('is forgotten with time, since who is not asked could not prove it', () => {
    const trial = openTrial()
    restsOf(trial, 5, 'transient')
    for (let turn = 0; turn < 6; turn += 1) trial.condition.recover()
    expect(trial.told().health).toBe(1)
  })
})
