import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../src/account/messages.ts'
import { openTrial, restsOf } from '../support/condition-trial.ts'

describe('a quota found spent again and again', () => {
  test('rests by the next step after its account was lost with its thread', () => {
    const trial = openTrial()
    restsOf(trial, 2, 'quota')
    trial.restart()
    expect(restsOf(trial, 1, 'quota')).toEqual([1_800_000])
  })

  test('rests by the steps, and five failures of the upstream between them push no step', () => {
    const trial = openTrial()
    expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
    for (let turn = 0; turn < 5; turn += 1) {
      trial.fail(trial.begin(), 'overloaded')
      trial.wait(60_000)
    }
    expect(restsOf(trial, 4, 'quota')).toEqual([300_000, 1_800_000, 7_200_000, 7_200_000])
  })

  test('begins anew after a success', () => {
    const trial = openTrial()
    restsOf(trial, 2, 'quota')
    trial.serve(trial.begin())
    expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
  })

  test('pushes no step when the upstream says for how long', () => {
    const trial = openTrial()
    trial.fail(trial.begin(), 'quota', { retryAfterMs: 9_000 })
    trial.wait(9_000)
    expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
  })

  test('by many requests at once is found spent once', () => {
    const trial = openTrial()
    for (const flight of [trial.begin(), trial.begin(), trial.begin()]) trial.fail(flight, 'quota')
    trial.wait(60_000)
    expect(restsOf(trial, 1, 'quota')).toEqual([300_000])
  })
})

describe('a limit met again and again without a word on its end', () => {
  test('rests for longer each time, and after a success as at first', () => {
    const trial = openTrial()
    expect(restsOf(trial, 5, 'rate_limited')).toEqual([5_000, 10_000, 20_000, 40_000, 60_000])
    trial.serve(trial.begin())
    expect(restsOf(trial, 1, 'rate_limited')).toEqual([5_000])
  })

  test('by many requests at once is met once', () => {
    const trial = openTrial()
    for (const flight of [trial.begin(), trial.begin()]) trial.fail(flight, 'rate_limited')
    trial.wait(5_000)
    expect(restsOf(trial, 1, 'rate_limited')).toEqual([10_000])
  })
})

describe('an upstream that broke again and again', () => {
  test('is asked ever more rarely after its account was lost with its thread, too', () => {
    const trial = openTrial()
    restsOf(trial, 3, 'transient')
    trial.restart()
    expect(restsOf(trial, 2, 'transient')).toEqual([8_000, 16_000])
  })

  test('and served since is not: the success is told, though its rest is long over', () => {
    const trial = openTrial(1)
    restsOf(trial, 1, 'transient')
    trial.fail(trial.begin('n'), 'rate_limited')
    trial.serve(trial.begin())
    expect(trial.told().breaksInARow).toBe(0)
  })
})

test('another credential begins anew', () => {
  const trial = openTrial()
  restsOf(trial, 3, 'transient')
  restsOf(trial, 3, 'quota')
  expect(trial.condition.renew()).toEqual(freshStatus)
  expect(restsOf(trial, 1, 'transient')).toEqual([1_000])
  trial.condition.renew()
  expect(restsOf(trial, 1, 'quota')).toEqual([60_000])
})

test('what it rests for is forgotten when an operator says so, and the next failures begin anew', () => {
  const trial = openTrial(4)
  trial.fail(trial.begin(), 'transient')
  trial.condition.forgetRests()
  expect(trial.told()).toMatchObject({ cooldowns: [], ramps: [] })
  expect(trial.objection()).toBeUndefined()
  const [again] = trial.fail(trial.begin(), 'transient').cooldowns
  expect((again?.until ?? 0) - trial.now()).toBe(1_000)
})
