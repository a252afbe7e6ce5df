import { describe, expect, test } from 'bun:test'
import { rangeOf } from '../../src/timetable/rhythm.ts'
import { HOUR, openTable } from '../support/timetable.ts'

describe('the view', () => {
  test('tells the turn of an account that comes after the beginning of the next run', () => {
    const { table, clock, enrol, finishAll } = openTable({
      jitter: rangeOf(3 * HOUR, 3 * HOUR),
      stagger: rangeOf(0, 0),
    })
    const start = clock.now()
    enrol(1)
    finishAll()
    clock.advance(HOUR)
    expect(table.view()).toMatchObject([{ nextAt: start + 4 * HOUR }])
  })

  test('tells what was done for an account, what is, and when it is next', () => {
    const { table, clock, enrol, finish } = openTable({ maxAtOnce: 1 })
    const start = clock.now()
    enrol(2)
    clock.advance(500)
    finish('account-0', 'no answer')
    expect(table.view()).toEqual([
      {
        job: 'job',
        account: 'account-0',
        nextAt: start + HOUR,
        runningSince: 0,
        lastResult: 'no answer',
        runs: 1,
        failures: 1,
      },
      {
        job: 'job',
        account: 'account-1',
        nextAt: start + HOUR,
        runningSince: start + 500,
        lastResult: '',
        runs: 0,
        failures: 0,
      },
    ])
  })
})

test('what is begun, fails and is run over all is observed, and told with how it went', () => {
  const { table, enrol, finish, observed, clock } = openTable()
  enrol(2)
  finish('account-0')
  finish('account-1', 'it broke')
  clock.advance(HOUR)
  expect(observed).toEqual(['begun', 'begun', 'failed', 'run'])
  expect(table.view().map(({ account, lastResult }) => [account, lastResult])).toEqual([
    ['account-0', 'ok'],
    ['account-1', 'it broke'],
  ])
})
