import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { openPassage, type PassageOptions, type Step } from '../../src/exchange/answer/passage.ts'
import type { Usage } from '../../src/ir/usage.ts'
import { cutAt } from '../support/pieces.ts'
import {
  arrayStream,
  chatStream,
  streamSamples,
  usageEvent,
  wholeStream,
  type StreamSample,
} from '../support/streams.ts'

type Passed = {
  readonly type: Step['type']
  /** All that was let out, in order. */
  readonly data: string
  readonly held: string
  readonly usage: Partial<Usage>
}

/** Feeds the pieces until one of them ends the stream, else closes it. */
const run = (
  { protocol, framing }: StreamSample,
  pieces: readonly string[],
  over: Partial<PassageOptions> = {},
): Passed => {
  const passage = openPassage({
    protocol,
    framing,
    operation: 'generate',
    hidesUsage: false,
    ...over,
  })
  let data = ''
  for (const piece of pieces) {
    const step = passage.feed(piece)
    data += step.data
    if (step.type !== 'pass')
      return { type: step.type, data, held: passage.held, usage: passage.usage }
  }
  const step = passage.finish()
  return { type: step.type, data: data + step.data, held: passage.held, usage: passage.usage }
}

const cuts = fc.array(fc.nat(), { maxLength: 20 })

for (const sample of streamSamples) {
  const { preamble, content, error, malformed, end } = sample
  const whole = wholeStream(sample)
  const begun = [...preamble, ...content.slice(0, 1)].join('')

  describe(`a stream of ${sample.name}`, () => {
    test('passes byte by byte as it came, and tells its usage', () => {
      const passed = run(sample, [whole])
      expect({ ...passed, usage: undefined }).toEqual({
        type: 'complete',
        data: whole,
        held: '',
        usage: undefined,
      })
      if (sample !== chatStream)
        expect(passed.usage).toMatchObject({ inputTokens: 7, outputTokens: 5 })
    })

    test('is the same wherever it is cut', () => {
      const uncut = run(sample, [whole])
      fc.assert(
        fc.property(cuts, (places) => {
          expect(run(sample, cutAt(whole, places))).toEqual(uncut)
        }),
      )
      expect(run(sample, [...whole])).toEqual(uncut)
    })

    test('that is an end mark and nothing else is no answer', () => {
      const passed = run(sample, [': at once\n\ndata: [DONE]\n\n'])
      expect([passed.type, passed.data]).toEqual(['malformed', ''])
    })

    test('holds back what says nothing until the first content', () => {
      const passage = openPassage({ ...sample, operation: 'generate', hidesUsage: false })
      const before = preamble.map((event) => passage.feed(event).data)
      expect(before.join('')).toBe('')
      expect(passage.held).toBe(preamble.join(''))
      expect(passage.feed(content[0] ?? '').data).toBe(begun)
      expect(passage.held).toBe('')
    })

    test('that closes within an event, or before its end, is cut; whole events have passed', () => {
      fc.assert(
        fc.property(fc.nat(), cuts, (at, places) => {
          const part = whole.slice(0, at % (whole.length - end.join('').length))
          const passed = run(sample, cutAt(part, places))
          if (passed.type === 'complete') return
          expect(passed.type).toBe('cut')
          expect(part.startsWith(passed.data)).toBe(true)
          expect([...preamble, ...content].join('')).toStartWith(passed.data)
        }),
      )
    })

    test('with an error before any content shows nothing, and keeps what was held', () => {
      const stream = preamble.join('') + error.replace(/^,/, '[')
      const passed = run(sample, [stream])
      expect([passed.type, passed.data, passed.held]).toEqual(['error', '', preamble.join('')])
    })

    test('with an error after content has shown all that came before it', () => {
      const passage = openPassage({ ...sample, operation: 'generate', hidesUsage: false })
      const step = passage.feed(begun + error)
      expect(step).toMatchObject({ type: 'error', data: begun, raw: sample.toldError ?? error })
    })

    test('with an unreadable event has shown all that came before it, and not that', () => {
      fc.assert(
        fc.property(cuts, (places) => {
          const passed = run(sample, cutAt(begun + malformed + (content[1] ?? ''), places))
          expect([passed.type, passed.data]).toEqual(['malformed', begun])
        }),
        { numRuns: 30 },
      )
    })

    test('that ends twice ends once', () => {
      const passed = run(sample, [whole + end.join('') + end.join('')])
      expect([passed.type, passed.data]).toEqual(['complete', whole])
    })
  })
}

describe('the usage of a chat that only we asked for', () => {
  const { preamble, content, end } = chatStream
  const withUsage = [...preamble, ...content, usageEvent, ...end].join('')

  test('is read and never shown, wherever the stream is cut', () => {
    fc.assert(
      fc.property(cuts, (places) => {
        const passed = run(chatStream, cutAt(withUsage, places), { hidesUsage: true })
        expect(passed.data).toBe(wholeStream(chatStream))
        expect(passed.usage).toMatchObject({ inputTokens: 7, outputTokens: 5 })
      }),
    )
  })

  test('is shown to a client that asked for it too', () => {
    expect(run(chatStream, [withUsage]).data).toBe(withUsage)
  })

  test('a stream that closes after its finish reason without an end mark is complete', () => {
    const stream = [...preamble, ...content].join('')
    expect(run(chatStream, [stream])).toMatchObject({ type: 'complete', data: stream })
  })
})

test('a stream with CR LF that is cut within its very last pair passes whole', () => {
  const stream = wholeStream(chatStream).replaceAll('\n', '\r\n')
  const passed = run(chatStream, [stream.slice(0, -1), '\n'])
  expect([passed.type, passed.data]).toEqual(['complete', stream])
})

describe("an upstream's error in a JSON array", () => {
  test.each([
    ['as its first element', '[{"error":{"code":503}}', '[{"error":{"code":503}}]'],
    ['with the bracket behind it', '[{"error":{"code":503}}]', '[{"error":{"code":503}}]'],
    ['without an array', '{"error":{"code":503}}', '{"error":{"code":503}}'],
  ])('(%s) leaves the client with valid JSON', (_, sent, told) => {
    const passage = openPassage({ ...arrayStream, operation: 'generate', hidesUsage: false })
    expect(passage.feed(sent)).toMatchObject({ type: 'error', data: '', raw: told })
  })
})

describe('what is held back', () => {
  test('is let out once there is too much of it to be a preamble', () => {
    const comment = `: ${'x'.repeat(60 * 1024)}\n\n`
    const passage = openPassage({ ...chatStream, operation: 'generate', hidesUsage: false })
    const shown = Array.from({ length: 6 }, () => passage.feed(comment).data.length)
    const fifth = 5 * comment.length
    expect(shown).toEqual([0, 0, 0, 0, fifth, comment.length])
  })

  test('of a stream that says nothing at all is never shown', () => {
    const passed = run(chatStream, chatStream.preamble)
    expect([passed.type, passed.data]).toEqual(['cut', ''])
  })
})
