import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { HOUR, openTable } from '../support/timetable.ts'

describe('an account that is new', () => {
  test('is worked for at once, with as many others as may be', () => {
    const { enrol, begun, finish } = openTable()
    enrol(7)
    expect(begun.map(({ account, at }) => [account, at])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [`account-${index}`, 0]),
    )
    finish('account-2')
    expect(begun.at(-1)).toEqual({ account: 'account-5', at: 0 })
  })

  test('that comes back before it has gone well is worked for at once again', () => {
    const { table, begun, enrol } = openTable()
    enrol(1)
    table.lost('account-0')
    table.enrol('job', 'account-0')
    expect(begun.map(({ at }) => at)).toEqual([0, 0])
  })
})

describe('an account that comes back', () => {
  test('is left alone for the delay of a start and its jitter', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { table, begun, enrol, finish, clock } = openTable({}, seed)
        enrol(1)
        finish('account-0')
        table.enrol('job', 'account-0')
        clock.advance(20_000)
        const [, second] = begun
        expect(second?.at).toBeGreaterThanOrEqual(2_150)
        expect(second?.at).toBeLessThanOrEqual(9_201)
      }),
    )
  })

  test('is worked for at once when that is asked for', () => {
    const { table, begun, enrol, finish } = openTable()
    enrol(1)
    finish('account-0')
    table.askNow('job', 'account-0')
    expect(begun).toHaveLength(2)
  })

  test('that is asked for while it is worked for has its turn again afterwards', () => {
    const { table, begun, enrol, finish } = openTable()
    enrol(1)
    table.askNow('job', 'account-0')
    table.askNow('job', 'account-0')
    expect(begun).toHaveLength(1)
    finish('account-0')
    finish('account-0')
    expect(begun).toHaveLength(2)
  })
})

describe('what is cancelled', () => {
  test('is never begun', () => {
    const { table, begun, enrol, run } = openTable({ maxAtOnce: 1 })
    enrol(3)
    table.cancel('account-1')
    run(3 * HOUR)
    expect(begun.some(({ account }) => account === 'account-1')).toBe(false)
    expect(table.view().map(({ account }) => account)).toEqual(['account-0', 'account-2'])
  })

  test('makes room while it is under way', () => {
    const { table, begun, enrol } = openTable({ maxAtOnce: 1 })
    enrol(2)
    table.cancel('account-0')
    expect(begun.map(({ account }) => account)).toEqual(['account-0', 'account-1'])
  })
})
