import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { HOUR, openTable } from '../support/timetable.ts'

describe('work that is under way', () => {
  test('is never for more accounts than may be, and none is left out', () => {
    const happenings = fc.array(
      fc.tuple(fc.nat(30), fc.constantFrom('enrol', 'ask', 'end', 'time')),
    )
    fc.assert(
      fc.property(happenings, fc.integer({ min: 1, max: 4 }), (list, maxAtOnce) => {
        const { table, clock, running, facts, finish } = openTable({ maxAtOnce, limitMs: HOUR })
        const enrolled = new Set<string>()
        for (const [number, happening] of list) {
          const account = `account-${number}`
          if (happening === 'time') clock.advance(number * 1_000)
          else if (happening === 'end') finish(Array.from(running)[0] ?? account)
          else if (happening === 'enrol') table.enrol('job', account)
          else table.askNow('job', account)
          if (happening === 'enrol' || happening === 'ask') enrolled.add(account)
          expect(facts.most).toBeLessThanOrEqual(maxAtOnce)
        }
        for (let turn = 0; turn < 200; turn += 1) {
          for (const account of Array.from(running)) finish(account)
          clock.advance(1_000)
        }
        expect(facts.most).toBeLessThanOrEqual(maxAtOnce)
        const idle = table.view().filter(({ runs }) => runs === 0)
        expect([table.view().length, idle]).toEqual([enrolled.size, []])
      }),
    )
  })

  test('that does not end makes room for others, and has failed', () => {
    const { table, begun, enrol, clock } = openTable({ maxAtOnce: 1, limitMs: 10_000 })
    enrol(2)
    clock.advance(9_999)
    expect(begun).toHaveLength(1)
    clock.advance(1)
    expect(begun).toHaveLength(2)
    expect(table.view()[0]).toMatchObject({
      runs: 1,
      failures: 1,
      lastResult: 'it was not over after 10 s',
    })
  })

  test('that ends after it has failed for its length is not counted once more', () => {
    const { table, finish, enrol, clock } = openTable({ limitMs: 10_000 })
    enrol(1)
    clock.advance(10_000)
    finish('account-0')
    expect(table.view()[0]).toMatchObject({ runs: 1, failures: 1 })
  })

  test('is waited for, and not looked for again and again', () => {
    const { enrol, clock, facts } = openTable({ maxAtOnce: 1, limitMs: 10_000 })
    enrol(2)
    for (let ms = 0; ms < 9_999; ms += 1) clock.advance(1)
    expect(facts.wakes).toBe(0)
  })

  test('there was none of takes no place', () => {
    const { enrol, facts, begun, run } = openTable({ maxAtOnce: 1 })
    facts.isIdle = true
    enrol(2)
    facts.isIdle = false
    run(HOUR + 300_000)
    expect(begun).toHaveLength(2)
  })
})

describe('what is not over in time', () => {
  test('is ended in the order in which it was begun, each after its own time', () => {
    const { table, clock } = openTable()
    for (const name of ['c', 'a', 'b']) {
      table.askNow('job', name)
      clock.advance(10_000)
    }
    const failed = (): readonly string[] =>
      table.view().flatMap(({ account, failures }) => (failures > 0 ? [account] : []))
    const ended = [29_999, 1, 10_000, 10_000].map((ms) => {
      clock.advance(ms)
      return failed()
    })
    expect(ended).toEqual([[], ['c'], ['c', 'a'], ['c', 'a', 'b']])
  })
})
