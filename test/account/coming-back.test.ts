import { describe, expect, test } from 'bun:test'
import type { FailureKind } from '../../src/ir/failure.ts'
import { failure, fill, openTrial, restsOf } from '../support/condition-trial.ts'
import { usualRests } from '../support/rests.ts'

describe('what rested comes back', () => {
  test.each<[FailureKind, string, number]>([
    ['transient', '', 1],
    ['overloaded', 'm', 1],
    ['rate_limited', 'm', 4],
    ['quota', '', 1],
  ])('after %s %swith %i, and others know it before the rest ends', (kind, model, slots) => {
    const trial = openTrial()
    const { cooldowns, ramps } = trial.fail(trial.begin(), kind)
    expect(ramps).toEqual([{ model, slots }])
    trial.wait((cooldowns[0]?.until ?? 0) - trial.now())
    expect(fill(trial)).toHaveLength(slots)
  })

  test('after a rate limit with all, where there are four slots or less', () => {
    expect(openTrial(4).fail(openTrial(4).begin(), 'rate_limited').ramps).toEqual([])
  })

  test('after a rate limit no wider than it was after a break before', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    expect(trial.fail(trial.begin(), 'rate_limited').ramps).toEqual([{ model: 'm', slots: 1 }])
  })

  test('after a break no wider than that, whatever it came back with before', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'rate_limited')
    trial.wait(5_000)
    expect(trial.fail(trial.begin(), 'overloaded').ramps).toEqual([{ model: 'm', slots: 1 }])
  })

  test('twice as wide with each success, and whole at 32 where there is no limit', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    const widths = [1, 2, 3, 4, 5].map(() => trial.serve(trial.begin()).ramps[0]?.slots)
    expect(widths).toEqual([2, 4, 8, 16, undefined])
    expect(fill(trial)).toHaveLength(100)
  })

  test('to no more slots than the account has', () => {
    const trial = openTrial(3)
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    expect([1, 2].map(() => trial.serve(trial.begin()).ramps)).toEqual([
      [{ model: 'm', slots: 2 }],
      [],
    ])
    expect(fill(trial)).toHaveLength(3)
  })

  test('and rests again when its first request fails, longer if the upstream is broken', () => {
    const trial = openTrial()
    expect(restsOf(trial, 4, 'transient')).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(fill(trial)).toHaveLength(1)
  })

  test('where a model rested, no other is held up', () => {
    const trial = openTrial()
    trial.fail(trial.begin('a'), 'rate_limited')
    trial.wait(60_000)
    expect([fill(trial, 'a').length, fill(trial, 'b').length]).toEqual([4, 100])
  })

  test('not after a 403, which says nothing of how much it can take', () => {
    const trial = openTrial()
    expect(trial.fail(trial.begin(), 'auth', { code: 'forbidden' }).ramps).toEqual([])
  })

  test('all at once without a circuit breaker', () => {
    const trial = openTrial(0, { ...usualRests, isEnabled: false })
    const status = trial.fail(trial.begin(), 'rate_limited', { retryAfterMs: 5_000 })
    expect([status.cooldowns.length, status.ramps]).toEqual([1, []])
  })

  test('whatever it still answers: long answers hold nobody up', () => {
    const trial = openTrial(20)
    const [broken, ...others] = Array.from({ length: 10 }, () => trial.begin())
    if (broken === undefined) throw new Error('there are ten')
    for (const one of others) trial.condition.proved(one, trial.now())
    trial.fail(broken, 'overloaded')
    trial.wait(5_000)
    expect([fill(trial).length, trial.flights().length]).toEqual([1, 10])
  })

  test('not before what it had when it broke is answered', () => {
    const trial = openTrial(20)
    const [broken, good] = Array.from({ length: 10 }, () => trial.begin())
    if (broken === undefined || good === undefined) throw new Error('there are ten')
    trial.fail(broken, 'transient')
    expect(trial.serve(good)).toMatchObject({ cooldowns: [], ramps: [{ model: '', slots: 2 }] })
    expect([fill(trial).length, trial.flights().length]).toEqual([0, 8])
  })

  test('by its first content, and by its end not once more', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'overloaded')
    trial.wait(5_000)
    const flight = trial.begin()
    trial.condition.proved(flight, trial.now())
    expect([trial.told().ramps, trial.serve(flight).ramps]).toEqual([
      [{ model: 'm', slots: 2 }],
      [{ model: 'm', slots: 2 }],
    ])
  })
})

describe('what was in flight when the first one failed', () => {
  test('says nothing new, even when it fails after the rest', () => {
    const trial = openTrial()
    const [first, second] = [trial.begin(), trial.begin()]
    const { cooldowns } = trial.fail(first, 'transient')
    trial.wait(30_000)
    expect(trial.fail(second, 'transient').cooldowns).toEqual(cooldowns)
    expect(restsOf(trial, 1, 'transient')).toEqual([2_000])
  })

  test('is heard when it is told for how long to stay away', () => {
    const trial = openTrial()
    const [first, second] = [trial.begin(), trial.begin()]
    trial.fail(first, 'rate_limited', { retryAfterMs: 5_000 })
    const { cooldowns } = trial.fail(second, 'rate_limited', { retryAfterMs: 30_000 })
    expect(cooldowns).toMatchObject([{ until: trial.now() + 30_000 }])
  })
})

test('a shorter pause than that which is known is no news, and takes no slot back', () => {
  const trial = openTrial()
  const [first, second] = [trial.begin(), trial.begin()]
  trial.fail(first, 'rate_limited', { retryAfterMs: 30_000 })
  trial.condition.failed(failure('rate_limited', { retryAfterMs: 5_000 }), second, trial.now())
  expect(trial.condition.news(trial.now())).toBeUndefined()
})

test('a group’s limit that is used up is no reason for a ramp, and one that was met is', () => {
  const trial = openTrial()
  const until = trial.now() + 5_000
  trial.condition.restWithGroup([{ model: 'a', until, cause: 'announced' }], trial.now())
  expect(trial.told().ramps).toEqual([])
  trial.condition.restWithGroup([{ model: 'b', until, cause: 'rate_limited' }], trial.now())
  expect(trial.told().ramps).toEqual([{ model: 'b', slots: 4 }])
})

test('of models that came back from a rest, a hundred are remembered', () => {
  const trial = openTrial()
  for (let model = 0; model < 150; model += 1)
    trial.fail(trial.begin(`m${model}`), 'rate_limited', { retryAfterMs: 5_000 + model })
  expect(trial.told().ramps.map(({ model }) => model)).toEqual(
    Array.from({ length: 100 }, (_, index) => `m${index + 50}`),
  )
})
