import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { fromText } from '../../src/protocol/bytes.ts'
import { isClosingBracket, JsonArrayFramer } from '../../src/protocol/json-array.ts'
import type { StreamEvent } from '../../src/protocol/protocol.ts'
import { feedPieces, pieces } from '../support/pieces.ts'

const frame = (...chunks: string[]): { events: StreamEvent[]; rest: string } =>
  feedPieces(new JsonArrayFramer(10_000), chunks)

describe('a streamed JSON array', () => {
  test('its elements are events, with what stands in front of them, and its bracket is the last one', () => {
    expect(frame('[{"a":1}\n,\r\n{"b":[2]}\n]\n')).toEqual({
      events: [
        { raw: '[{"a":1}', event: '', data: '{"a":1}' },
        { raw: '\n,\r\n{"b":[2]}', event: '', data: '{"b":[2]}' },
        { raw: '\n]', event: '', data: '' },
      ],
      rest: '\n',
    })
  })

  test('an element is an event as soon as its brace closes', () => {
    expect(new JsonArrayFramer(100).feed('[{"a":{}}')).toHaveLength(1)
  })

  test('an empty array is only its end', () => {
    expect(frame('[]').events.map(isClosingBracket)).toEqual([true])
  })

  test('brackets, braces and quotes in strings do not count', () => {
    const element = JSON.stringify({ text: '"]}\\"[{\\\\' })
    expect(frame(`[${element}]`).events.map(({ data }) => data)).toEqual([element, ''])
  })

  test.each(['\\', '\\\\', '"', '\\"'])('a string with %j may be cut anywhere', (text) => {
    const element = JSON.stringify({ text })
    const chunks = Array.from(`[${element},{}]`)
    expect(frame(...chunks).events.map(({ data }) => data)).toEqual([element, '{}', ''])
  })

  test('an object without an array is an event', () => {
    expect(frame('{"error":{}}').events.map(({ data }) => data)).toEqual(['{"error":{}}'])
  })

  test('what is no object spoils the data of the event it precedes', () => {
    expect(frame('[1,{}]').events.map(({ data }) => data)).toEqual(['1,{}', ''])
  })

  test('what is unfinished at the end is given back', () => {
    expect(frame('[{"a":1},{"b').rest).toBe(',{"b')
  })

  test('an element above the limit is reported, and so is everything after it', () => {
    const framer = new JsonArrayFramer(8)
    const events = ['[{"a":12', '3', '}]'].flatMap((chunk) => framer.feed(chunk))
    expect(events).toEqual([
      { raw: '[{"a":123', event: '', data: '', isOversized: true },
      { raw: '}]', event: '', data: '', isOversized: true },
    ])
  })

  test('wherever it is cut, the same elements come and no byte is lost', () => {
    const array = fc
      .array(fc.dictionary(fc.string(), fc.jsonValue()))
      .chain((elements) =>
        fc.constantFrom(JSON.stringify(elements), JSON.stringify(elements, null, 2)),
      )
      .map(fromText)
    fc.assert(
      fc.property(pieces(array), (chunks) => {
        const whole = chunks.join('')
        const { events, rest } = frame(...chunks)
        expect(events.map(({ raw }) => raw).join('') + rest).toBe(whole)
        const elements = events
          .filter(({ data }) => data !== '')
          .map(({ data }) => JSON.parse(data))
        expect(elements).toEqual(JSON.parse(whole))
      }),
    )
  })
})
