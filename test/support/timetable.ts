import { seededRandom } from '../../src/actor/index.ts'
import { rangeOf, type Rhythm } from '../../src/timetable/rhythm.ts'
import { Timetable } from '../../src/timetable/timetable.ts'
import { manualClock } from './manual-clock.ts'

export const HOUR = 3_600_000

export const rhythm: Rhythm = {
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
export const openTable = (over: Partial<Rhythm> = {}, seed = 1) => {
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
