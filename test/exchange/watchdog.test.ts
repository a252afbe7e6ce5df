import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { VirtualClock } from '../../src/actor/index.ts'
import { leavingClient, openBreaker } from '../../src/exchange/breaker.ts'
import { startWatchdog } from '../../src/exchange/watchdog.ts'
import { manualClock } from '../support/manual-clock.ts'

const watched = () => {
  const clock = manualClock()
  const barks: string[] = []
  const watchdog = startWatchdog(clock, (waitedFor, afterMs) => {
    barks.push(`${waitedFor} ${afterMs}`)
  })
  return { clock, watchdog, barks }
}

describe('a watchdog', () => {
  test('says what was waited for, at the limit and not before', () => {
    const { clock, watchdog, barks } = watched()
    watchdog.allow(100, 'an event')
    clock.advance(99)
    expect(barks).toEqual([])
    clock.advance(1)
    expect(barks).toEqual(['an event 100'])
  })

  test('that is fed waits from the last feeding', () => {
    const { clock, watchdog, barks } = watched()
    watchdog.allow(100, 'an event')
    for (let fed = 0; fed < 5; fed += 1) {
      clock.advance(90)
      watchdog.feed()
    }
    clock.advance(99)
    expect(barks).toEqual([])
    clock.advance(1)
    expect(barks).toEqual(['an event 100'])
  })

  test('waits for something else from the moment it is told', () => {
    const { clock, watchdog, barks } = watched()
    watchdog.allow(100, 'an answer')
    clock.advance(60)
    watchdog.allow(50, 'an event')
    clock.advance(50)
    expect(barks).toEqual(['an event 50'])
  })

  test('that is stopped is silent', () => {
    const { clock, watchdog, barks } = watched()
    watchdog.allow(100, 'an event')
    watchdog.stop()
    clock.advance(1_000)
    expect(barks).toEqual([])
  })

  const stoodStill = () => {
    const clock = new VirtualClock()
    const barks: string[] = []
    const watchdog = startWatchdog(clock, (waitedFor) => barks.push(waitedFor))
    watchdog.allow(3_000, 'an event')
    clock.stall(60_000)
    clock.moveTo(60_000)
    return { clock, watchdog, barks }
  }

  test('after the thread has stood still lets be read what has come meanwhile', () => {
    const { clock, watchdog, barks } = stoodStill()
    watchdog.feed()
    clock.moveTo(62_999)
    expect(barks).toEqual([])
    clock.moveTo(63_000)
    expect(barks).toEqual(['an event'])
  })

  test('after the thread has stood still waits a moment, and no longer, for what has not come', () => {
    const { clock, barks } = stoodStill()
    clock.moveTo(60_999)
    expect(barks).toEqual([])
    clock.moveTo(61_000)
    expect(barks).toEqual(['an event'])
  })

  test('has one timer however often it is fed', () => {
    const clock = new VirtualClock()
    const watchdog = startWatchdog(clock, () => undefined)
    watchdog.allow(100, 'an event')
    for (let fed = 0; fed < 1_000; fed += 1) watchdog.feed()
    watchdog.stop()
    expect(clock.nextAt()).toBeUndefined()
  })

  test('never bites early, and always within one limit of the last feeding', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 99 })), (pauses) => {
        const { clock, watchdog, barks } = watched()
        watchdog.allow(100, 'an event')
        for (const pause of pauses) {
          clock.advance(pause)
          watchdog.feed()
        }
        expect(barks).toEqual([])
        clock.advance(100)
        expect(barks).toHaveLength(1)
      }),
    )
  })
})

describe('a breaker', () => {
  test('remembers who used it first', () => {
    const breaker = openBreaker(manualClock())
    breaker.trip(leavingClient)
    breaker.trip({ type: 'silent', waitedFor: 'an event', afterMs: 1 })
    expect([breaker.reason, breaker.signal.aborted]).toEqual([leavingClient, true])
  })

  test('of an attempt that is over cannot trip', () => {
    const clock = manualClock()
    const breaker = openBreaker(clock)
    breaker.watchdog.allow(10, 'an event')
    breaker.close()
    clock.advance(100)
    breaker.trip(leavingClient)
    expect([breaker.reason, breaker.signal.aborted]).toEqual([undefined, false])
  })

  test('gives an attempt so much time to show something, as it was told first', () => {
    const clock = new VirtualClock()
    const breaker = openBreaker(clock)
    breaker.commitWithin(100)
    breaker.commitWithin(500)
    clock.moveTo(99)
    expect(breaker.reason).toBeUndefined()
    clock.moveTo(100)
    expect(breaker.reason).toEqual({ type: 'late', afterMs: 100 })
  })

  test('lets an attempt go on that has shown something in time', () => {
    const clock = new VirtualClock()
    const breaker = openBreaker(clock)
    breaker.commitWithin(100)
    breaker.isCommitted = true
    clock.moveTo(1_000)
    expect(breaker.signal.aborted).toBe(false)
  })

  test('of an attempt that is over waits for nothing', () => {
    const clock = new VirtualClock()
    const breaker = openBreaker(clock)
    breaker.commitWithin(100)
    breaker.commitWithin(50)
    breaker.close()
    expect(clock.nextAt()).toBeUndefined()
  })
})
