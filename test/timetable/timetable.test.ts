import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { seededRandom } from '../../src/actor/index.ts'
import { rangeOf, type Rhythm } from '../../src/timetable/rhythm.ts'
import { Timetable } from '../../src/timetable/timetable.ts'
import { manualClock } from '../support/manual-clock.ts'

const HOUR = 3_600_000

const rhythm: Rhythm = {
  everyMs: HOUR,
  jitter: rangeOf(30_000, 120_000),
  pause: rangeOf(5_000, 30_000),
  stagger: rangeOf(250, 1_500),
  startDelay: rangeOf(2_000, 8_000),
  startJitter: rangeOf(150, 1_200),
  maxAtOnce: 5,
  limitMs: 60_000,
}

/** A timetable whose owner begins what it is told to; the test says when that is over. */
const openTable = (over: Partial<Rhythm> = {}, seed = 1) => {
  const clock = manualClock()
  const begun: { account: string; at: number }[] = []
  const running = new Set<string>()
  const observed: string[] = []
  const facts = { most: 0, isIdle: false, wakes: 0 }
  let timer = clock.schedule(0, () => undefined)
  const table: Timetable = new Timetable({
    clock,
    random: seededRandom(seed),
    observe: (event) => observed.push(event),
    arm: (delayMs) => {
      timer.cancel()
      timer = clock.schedule(delayMs, () => {
        facts.wakes += 1
        table.wake()
      })
    },
    begin: (account) => {
      if (facts.isIdle) return false
      begun.push({ account, at: clock.monotonic() })
      running.add(account)
      facts.most = Math.max(facts.most, running.size)
      return true
    },
  })
  const finish = (account: string, problem = ''): void => {
    running.delete(account)
    table.finished('job', account, problem)
  }
  table.setJob('job', { ...rhythm, ...over })
  return {
    table,
    clock,
    begun,
    running,
    observed,
    facts,
    finish,
    finishAll: () => Array.from(running).forEach((account) => finish(account)),
    enrol: (count: number) => {
      for (let index = 0; index < count; index += 1) table.enrol('job', `account-${index}`)
    },
    /** Lets time pass, and everything that is begun take a second. */
    run: (ms: number) => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        for (const account of Array.from(running)) finish(account)
        clock.advance(1_000)
      }
    },
  }
}

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
})

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

test('settings that are read again and again put off no run', () => {
  const { table, enrol, finishAll, clock, begun } = openTable({ jitter: rangeOf(0, 0) })
  enrol(1)
  finishAll()
  for (let minute = 0; minute < 62; minute += 1) {
    clock.advance(60_000)
    table.setJob('job', { ...rhythm, jitter: rangeOf(0, 0) })
  }
  expect(begun).toHaveLength(2)
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

test('a shorter period brings the next run forward, and a longer one does not put it off', () => {
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
})

describe('a run over all accounts', () => {
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
