import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { rangeOf } from '../../src/timetable/rhythm.ts'
import { HOUR, openTable, rhythm } from '../support/timetable.ts'

describe('a run over all accounts', () => {
  test('begins after its period and its jitter, and leaves its pause between two accounts', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const table = openTable({}, seed)
        table.enrol(4)
        table.run(2_000)
        table.begun.length = 0
        table.run(HOUR + 300_000)
        const instants = table.begun.map(({ at }) => at)
        expect(instants).toHaveLength(4)
        const [first = 0] = instants
        expect(first).toBeGreaterThanOrEqual(HOUR + 30_250)
        expect(first).toBeLessThanOrEqual(HOUR + 121_501)
        for (const [index, instant] of instants.slice(1).entries()) {
          const pause = instant - (instants[index] ?? 0)
          expect(pause).toBeGreaterThanOrEqual(5_000 - 1_250 - 1)
          expect(pause).toBeLessThanOrEqual(30_000 + 1_250 + 1)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('has no jitter where none is wanted', () => {
    const { enrol, run, begun } = openTable({ jitter: rangeOf(0, 0), stagger: rangeOf(0, 0) })
    enrol(1)
    run(HOUR + 2_000)
    expect(begun.map(({ at }) => at)).toEqual([0, HOUR])
  })

  test('is the same for the same seed, and another for another', () => {
    const instantsFor = (seed: number) => {
      const { enrol, run, begun } = openTable({}, seed)
      enrol(3)
      run(HOUR + 300_000)
      return begun
    }
    expect(instantsFor(7)).toEqual(instantsFor(7))
    expect(instantsFor(7)).not.toEqual(instantsFor(8))
  })

  test('comes to an account at its own part of it, the same each time', () => {
    const none = rangeOf(0, 0)
    const { enrol, run, begun } = openTable({ jitter: none, pause: none, maxAtOnce: 32 })
    enrol(20)
    run(2 * HOUR + 10_000)
    const partsOf = (hour: number) =>
      begun
        .slice(20 * hour, 20 * (hour + 1))
        .map(({ account, at }) => `${account} ${at - hour * HOUR}`)
    expect(partsOf(1)).toEqual(partsOf(2))
    expect(new Set(partsOf(1).map((part) => part.split(' ')[1])).size).toBeGreaterThan(10)
  })

  test('comes again and again', () => {
    const { enrol, run, begun } = openTable()
    enrol(2)
    run(5 * HOUR + 300_000)
    expect(begun).toHaveLength(12)
  })

  test('over ten thousand accounts is spread over half of its period', () => {
    const { table, clock, begun, enrol, finishAll } = openTable({ maxAtOnce: 32 })
    enrol(10_000)
    while (begun.length < 10_000) finishAll()
    finishAll()
    begun.length = 0
    for (let second = 0; second < 2 * 3_600 && begun.length < 10_000; second += 1) {
      clock.advance(1_000)
      finishAll()
    }
    const perSecond = Map.groupBy(begun, ({ at }) => Math.floor(at / 1_000))
    const most = Math.max(...Array.from(perSecond.values(), ({ length }) => length))
    const last = begun.at(-1)?.at ?? 0
    expect([begun.length, new Set(begun.map(({ account }) => account)).size]).toEqual([
      10_000, 10_000,
    ])
    expect(last).toBeLessThanOrEqual(HOUR + HOUR / 2 + 122_000)
    // Ten thousand in half an hour are between five and six a second.
    expect(most).toBeLessThanOrEqual(16)
    expect(table.view()).toHaveLength(10_000)
  })

  test('leaves whose turn is still to come at that turn', () => {
    const delay = 2 * HOUR
    const { table, enrol, clock, begun, finishAll } = openTable({
      startDelay: rangeOf(delay, delay),
      startJitter: rangeOf(0, 0),
    })
    enrol(1)
    finishAll()
    table.enrol('job', 'account-0')
    begun.length = 0
    clock.advance(delay - 1)
    expect(begun).toEqual([])
    clock.advance(1)
    expect(begun).toEqual([{ account: 'account-0', at: delay }])
  })
})

describe('a job that is set anew', () => {
  test('goes by its new rhythm at once, a shorter period included', () => {
    const { table, enrol, begun, clock, running, finishAll } = openTable()
    enrol(7)
    expect(running.size).toBe(5)
    table.setJob('job', { ...rhythm, maxAtOnce: 7, everyMs: 60_000 })
    expect(running.size).toBe(7)
    finishAll()
    begun.length = 0
    clock.advance(10 * 60_000)
    expect(begun.length).toBeGreaterThan(0)
  })

  test('again and again puts off no run', () => {
    const { table, enrol, finishAll, clock, begun } = openTable({ jitter: rangeOf(0, 0) })
    enrol(1)
    finishAll()
    for (let minute = 0; minute < 62; minute += 1) {
      clock.advance(60_000)
      table.setJob('job', { ...rhythm, jitter: rangeOf(0, 0) })
    }
    expect(begun).toHaveLength(2)
  })

  test('brings the next run forward by a shorter period, and does not put it off by a longer one', () => {
    const { table, clock, enrol, finishAll } = openTable()
    const start = clock.now()
    enrol(1)
    finishAll()
    const nextAt = () => table.view()[0]?.nextAt
    table.setJob('job', { ...rhythm, everyMs: 2 * HOUR })
    const afterLonger = nextAt()
    table.setJob('job', { ...rhythm, everyMs: HOUR / 6 })
    expect([afterLonger, nextAt()]).toEqual([start + HOUR, start + HOUR / 6])
  })
})
