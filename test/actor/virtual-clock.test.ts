import { expect, test } from 'bun:test'
import { array, assert, nat, property } from 'fast-check'
import { VirtualClock } from '../../src/actor/index.ts'

test('a virtual clock stands still until it is moved', () => {
  const clock = new VirtualClock(1_000_000)
  expect([clock.now(), clock.monotonic()]).toEqual([1_000_000, 0])
  clock.moveTo(250)
  expect([clock.now(), clock.monotonic()]).toEqual([1_000_250, 250])
})

test('a step of its wall clock is none of its time', () => {
  const clock = new VirtualClock(1_000_000)
  const fired: number[] = []
  clock.schedule(100, () => fired.push(clock.now()))
  clock.stepNow(-500_000)
  clock.moveTo(100)
  expect([clock.monotonic(), fired]).toEqual([100, [500_100]])
})

test('timers fire in the order of their instants, those of one instant as they were set', () => {
  assert(
    property(array(nat(20)), (delays) => {
      const clock = new VirtualClock()
      const fired: number[] = []
      for (const [index, delayMs] of delays.entries()) {
        clock.schedule(delayMs, () => fired.push(index))
      }
      clock.moveTo(20)
      const expected = [...delays.entries()].sort((left, right) => left[1] - right[1])
      expect(fired).toEqual(expected.map(([index]) => index))
    }),
  )
})

test('a cancelled timer does not fire and is not waited for', () => {
  const clock = new VirtualClock()
  const fired: string[] = []
  const handle = clock.schedule(5, () => fired.push('cancelled'))
  clock.schedule(9, () => fired.push('kept'))
  handle.cancel()
  expect(clock.nextAt()).toBe(9)
  clock.moveTo(9)
  expect(fired).toEqual(['kept'])
})
