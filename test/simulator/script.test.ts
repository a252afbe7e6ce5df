import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Fault } from '../../src/simulator/index.ts'
import type { StreamAnswer, StreamPiece } from '../../src/simulator/answer.ts'
import { frameStream, positionAfter } from '../../src/simulator/frames.ts'
import { scriptFor } from '../../src/simulator/script.ts'
import type { Step } from '../../src/simulator/step.ts'

const pieces = fc
  .tuple(
    fc.array(fc.json(), { maxLength: 3 }),
    fc.array(fc.json(), { minLength: 1, maxLength: 6 }),
    fc.json(),
  )
  .map(([preamble, content, end]): readonly StreamPiece[] => [
    ...preamble.map((data) => ({ phase: 'preamble' as const, event: 'begin', data })),
    ...content.map((data) => ({ phase: 'content' as const, event: '', data })),
    { phase: 'end', event: 'stop', data: end },
  ])

const framing = fc.constantFrom('sse' as const, 'json-array' as const)

const lineEnding = fc.constantFrom('\n' as const, '\r\n' as const)

const streams = fc
  .record({ framing, lineEnding, pieces })
  .map((stream): StreamAnswer => ({ type: 'stream', failure: () => [], ...stream }))

const stepsOf = (answer: StreamAnswer, fault?: Fault): readonly Step[] =>
  scriptFor(answer, fault, () => ({ type: 'whole', status: 500, headers: {}, body: '' }))

const bytesOf = (steps: readonly Step[]): Buffer =>
  Buffer.concat(steps.map((step) => (step.type === 'write' ? step.bytes : new Uint8Array())))

const textOf = (steps: readonly Step[]): string => bytesOf(steps).toString()

describe('for any stream', () => {
  test('a JSON array is JSON and has the events in order', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const text = textOf(stepsOf({ ...stream, framing: 'json-array' }))
        expect(JSON.parse(text)).toEqual(stream.pieces.map(({ data }) => JSON.parse(data)))
      }),
    )
  })

  test('fragments of any size are the same bytes', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 64 }), (answer, bytes) => {
        const fault = { type: 'fragmented', bytes, lineEnding: answer.lineEnding } as const
        const steps = stepsOf(answer, fault)
        expect(textOf(steps)).toBe(textOf(stepsOf(answer)))
        const longest = Math.max(
          ...steps.map((step) => (step.type === 'write' ? step.bytes.length : 0)),
        )
        expect(longest).toBeLessThanOrEqual(bytes)
      }),
    )
  })

  test('a cut stream is a true beginning of the whole one', () => {
    const afterEvents = fc.integer({ min: 0, max: 8 })
    const at = fc.constantFrom('boundary' as const, 'half-event' as const)
    fc.assert(
      fc.property(streams, afterEvents, at, (answer, after, place) => {
        const cut = stepsOf(answer, { type: 'cut', afterEvents: after, at: place, by: 'close' })
        expect(textOf(stepsOf(answer))).toStartWith(textOf(cut))
        expect(cut.at(-1)).toEqual({ type: 'close' })
      }),
    )
  })

  test('a gate or a pause changes when bytes come, never which', () => {
    fc.assert(
      fc.property(streams, (answer) => {
        const slow = stepsOf(answer, { type: 'slow', everyMs: 5 })
        expect(textOf(slow)).toBe(textOf(stepsOf(answer)))
        expect(slow.filter((step) => step.type === 'pause')).toHaveLength(answer.pieces.length)
      }),
    )
  })

  test('one chunk holds the whole stream and is as long as told', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 0, max: 4096 }), (answer, bytes) => {
        const steps = stepsOf(answer, { type: 'one-chunk', bytes })
        expect(steps.filter((step) => step.type === 'write')).toHaveLength(1)
        expect(textOf(steps)).toEndWith(textOf(stepsOf(answer)))
        expect(bytesOf(steps).length).toBeGreaterThanOrEqual(bytes)
      }),
    )
  })

  test('both line endings frame the same events', () => {
    fc.assert(
      fc.property(pieces, (stream) => {
        const windows = frameStream({ framing: 'sse', lineEnding: '\r\n' }, stream)
        const unix = frameStream({ framing: 'sse', lineEnding: '\n' }, stream)
        expect(windows.map(({ text }) => text.replaceAll('\r\n', '\n'))).toEqual(
          unix.map(({ text }) => text),
        )
      }),
    )
  })

  test('so many content events stand before a position and no more', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 8 }), (stream, events) => {
        const before = stream.slice(0, positionAfter(stream, events))
        const count = before.filter(({ phase }) => phase !== 'preamble').length
        const there = stream.filter(({ phase }) => phase !== 'preamble').length
        expect(count).toBe(Math.min(events, there))
      }),
    )
  })
})
