import { expect, test } from 'bun:test'
import { VirtualClock } from '../../src/actor/virtual-clock.ts'
import { openThreadOutput, receiveThreadLines } from '../../src/telemetry/thread-output.ts'

test('a thread that says too much in a second loses the rest of it, and the number is told in the next', async () => {
  const received: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  using _ = receiveThreadLines((line) => {
    // Threads of other tests may speak as well.
    if (line.startsWith('here: ')) received.push(line.slice('here: '.length))
    if (line === 'here: after') resolve()
  })
  const clock = new VirtualClock()
  const output = openThreadOutput(clock, (dropped) => `here: ${dropped} dropped`)
  for (let line = 1; line <= 600; line += 1) output.write(`here: line ${line}`)
  clock.moveTo(1_000)
  output.write('here: after')
  await promise
  expect(received.length).toBe(502)
  expect(received.slice(-3)).toEqual(['line 500', '100 dropped', 'after'])
})
