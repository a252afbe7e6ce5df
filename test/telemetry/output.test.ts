import { expect, test } from 'bun:test'
import { Simulation } from '../../src/actor/simulation.ts'
import { openOutput, type WriteBytes } from '../../src/telemetry/output.ts'
import { lineSink } from '../support/line-sink.ts'

const notice = (dropped: number): string => `${dropped} dropped\n`

const openWith = (writeBytes: WriteBytes, capacity = 100) => {
  const world = new Simulation({ seed: 1 })
  const { clock } = world
  return { world, output: openOutput({ clock, writeBytes, notice, capacity }) }
}

test('lines of one moment go out in one write, in order', async () => {
  const sink = lineSink()
  const { world, output } = openWith(sink.writeBytes)
  for (const line of ['a\n', 'b\n', 'c\n']) output.write(line)
  expect(sink.lines()).toEqual([])
  await world.advance(25)
  expect({ lines: sink.lines(), writes: sink.writes() }).toEqual({
    lines: ['a', 'b', 'c'],
    writes: 1,
  })
})

test('a reader that stops costs the lines beyond the buffer, and their number is told once it reads again', async () => {
  const sink = lineSink()
  const { world, output } = openWith(sink.writeBytes)
  sink.pause()
  for (let line = 1; line <= 60; line += 1) output.write(`${line % 10}\n`)
  await world.advance(25)
  output.write('late\n')
  sink.resume()
  await world.advance(25)
  expect(sink.lines().length).toBe(51)
  expect(sink.lines().at(-1)).toBe('11 dropped')
})

test('what was taken in part is continued where it stopped', async () => {
  const taken: string[] = []
  const { world, output } = openWith((bytes, done) => {
    taken.push(Buffer.from(bytes.subarray(0, 4)).toString())
    done(null, Math.min(4, bytes.length))
  })
  output.write('one\ntwo\nthree\n')
  await world.advance(25)
  expect(taken.join('')).toBe('one\ntwo\nthree\n')
})

test('a descriptor that would block is tried again', async () => {
  const sink = lineSink()
  let refusals = 2
  const { world, output } = openWith((bytes, done) => {
    if (refusals > 0) done({ code: 'EAGAIN' }, 0)
    else sink.writeBytes(bytes, done)
    refusals -= 1
  })
  output.write('a\n')
  await world.advance(25 + 25 + 25)
  expect(sink.lines()).toEqual(['a'])
})

test('lines that could not be written are counted, and told after the next success', async () => {
  const sink = lineSink()
  let isBroken = true
  const { world, output } = openWith((bytes, done) =>
    isBroken ? done({ code: 'EIO' }, 0) : sink.writeBytes(bytes, done),
  )
  output.write('a\nb')
  output.write('c\n')
  await world.advance(25)
  isBroken = false
  output.write('d\n')
  await world.advance(50)
  expect(sink.lines()).toEqual(['d', '2 dropped'])
})

test('a closed pipe is not tried again for its own notice', async () => {
  let writes = 0
  const { world, output } = openWith((_bytes, done) => {
    writes += 1
    done({ code: 'EPIPE' }, 0)
  })
  output.write('a\n')
  await world.advance(10_000)
  expect(writes).toBe(1)
})

test('flush writes at once and settles when all is out', async () => {
  const sink = lineSink()
  const { output } = openWith(sink.writeBytes)
  output.write('a\n')
  expect(await output.flush(1_000)).toBe(0)
  expect(sink.lines()).toEqual(['a'])
})

test('flush of nothing settles at once', async () => {
  expect(await openWith(lineSink().writeBytes).output.flush(1_000)).toBe(0)
})

test('flush tells at its deadline how many lines are not out', async () => {
  const sink = lineSink()
  const { world, output } = openWith(sink.writeBytes)
  sink.pause()
  output.write('a\n')
  await world.advance(25)
  output.write('b\n')
  const flushed = output.flush(1_000)
  await world.advance(1_000)
  expect(await flushed).toBe(2)
})
