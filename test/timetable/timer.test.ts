import { describe, expect, test } from 'bun:test'
import { seededRandom } from '../../src/actor/index.ts'
import { Timetable } from '../../src/timetable/timetable.ts'
import { manualClock } from '../support/manual-clock.ts'
import { HOUR, rhythm } from '../support/timetable.ts'

/** A timetable that does nothing, and what it asks of its owner's timer. */
const openTable = () => {
  const clock = manualClock()
  const armed: number[] = []
  const table = new Timetable({
    clock,
    random: seededRandom(1),
    arm: (delayMs) => armed.push(delayMs),
    begin: () => false,
  })
  return { table, clock, armed }
}

describe('the one timer of a timetable', () => {
  test('is not set while there is no work', () => {
    const { table, armed } = openTable()
    table.cancel('somebody')
    expect(armed).toEqual([])
  })

  test('is set once for one instant', () => {
    const { table, clock, armed } = openTable()
    table.setJob('job', rhythm)
    clock.advance(1_000)
    table.tick()
    table.cancel('somebody')
    expect(armed).toEqual([HOUR])
  })

  test('is set again when it came too soon', () => {
    const { table, clock, armed } = openTable()
    table.setJob('job', rhythm)
    clock.advance(HOUR - 1)
    table.wake()
    expect(armed).toEqual([HOUR, 1])
  })

  test('is set for whole milliseconds, and never before the instant', () => {
    const { table, clock, armed } = openTable()
    table.setJob('job', rhythm)
    clock.advance(0.75)
    table.wake()
    clock.advance(HOUR - 1)
    table.wake()
    expect(armed).toEqual([HOUR, HOUR, 1])
  })
})
