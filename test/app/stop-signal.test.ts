import { EventEmitter } from 'node:events'
import { expect, test } from 'bun:test'
import { listenForStop } from '../../src/app/stop-signal.ts'
import { manualClock } from '../support/manual-clock.ts'

const listen = (hasRunner: boolean) => {
  const source = new EventEmitter()
  const clock = manualClock()
  let seconds = 0
  const { first } = listenForStop({ clock, source, hasRunner, onSecond: () => (seconds += 1) })
  return { first, send: (name: string) => source.emit(name), clock, seconds: () => seconds }
}

test('the first signal is told by its name', async () => {
  const { first, send, seconds } = listen(false)
  send('SIGTERM')
  expect([await first, seconds()]).toEqual(['SIGTERM', 0])
})

test('a second one is heard at once', () => {
  const { send, seconds } = listen(false)
  send('SIGINT')
  send('SIGINT')
  expect(seconds()).toBe(1)
})

test('below a package runner the echo of a signal is none', () => {
  const { send, clock, seconds } = listen(true)
  send('SIGINT')
  clock.advance(99)
  send('SIGINT')
  expect(seconds()).toBe(0)
})

test.each([
  ['SIGINT', 100],
  ['SIGTERM', 0],
])('below a package runner %s, %d ms after SIGINT, is a second one', (name, afterMs) => {
  const { send, clock, seconds } = listen(true)
  send('SIGINT')
  clock.advance(afterMs)
  send(name)
  expect(seconds()).toBe(1)
})
