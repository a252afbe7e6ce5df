import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { StreamEvent } from '../../src/protocol/protocol.ts'
import { SseFramer } from '../../src/protocol/sse.ts'
import { feedPieces, pieces } from '../support/pieces.ts'

const frame = (...chunks: string[]): { events: StreamEvent[]; rest: string } =>
  feedPieces(new SseFramer(1_000), chunks)

const said = (events: readonly StreamEvent[]): (readonly [string, string])[] =>
  events.filter(({ data }) => data !== '').map(({ event, data }) => [event, data])

describe('server-sent events', () => {
  test('one event in one chunk keeps its bytes and gives its data', () => {
    expect(frame('data: {"a":1}\n\n')).toEqual({
      events: [{ raw: 'data: {"a":1}\n\n', event: '', data: '{"a":1}' }],
      rest: '',
    })
  })

  test('an event has the name its last event line gives', () => {
    expect(said(frame('event: a\nevent: ping\ndata: {}\n\n').events)).toEqual([['ping', '{}']])
  })

  test('several data lines are joined by a line feed', () => {
    expect(said(frame('data: one\ndata:two\ndata\ndata:  three\n\n').events)).toEqual([
      ['', 'one\ntwo\n\n three'],
    ])
  })

  test('a field whose name only begins with data is not data', () => {
    expect(said(frame('database: x\ndata: y\n\n').events)).toEqual([['', 'y']])
  })

  test.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('lines may end with %s', (_name, end) => {
    const { events, rest } = frame(`event: a${end}data: 1${end}${end}data: 2${end}${end}`)
    expect([said(events), rest]).toEqual([
      [
        ['a', '1'],
        ['', '2'],
      ],
      '',
    ])
  })

  test('line ends may be mixed within one event', () => {
    expect(said(frame('event: a\rdata: 1\r\ndata: 2\n\r\n').events)).toEqual([['a', '1\n2']])
  })

  test('a comment is an event without data', () => {
    expect(frame(': keep-alive\n\n').events).toEqual([
      { raw: ': keep-alive\n\n', event: '', data: '' },
    ])
  })

  test('a byte order mark before the first event is ignored, but its bytes pass', () => {
    const { events } = frame('\u00ef\u00bb', '\u00bfdata: 1\n\n')
    expect(events).toEqual([{ raw: '\u00ef\u00bb\u00bfdata: 1\n\n', event: '', data: '1' }])
  })

  test('a byte order mark before a later event is not one', () => {
    expect(said(frame('data: 1\n\n\u00ef\u00bb\u00bfdata: 2\n\n').events)).toEqual([['', '1']])
  })

  test('a cut between CR and LF inside an event joins them again', () => {
    expect(frame('data: 1\r', '\n\r\n').events).toEqual([
      { raw: 'data: 1\r\n\r\n', event: '', data: '1' },
    ])
  })

  test('an event is given at once when CR LF is cut after it, and the LF follows alone', () => {
    expect(frame('data: 1\r\n\r', '\n', 'data: 2\r\n\r\n').events.map(({ raw }) => raw)).toEqual([
      'data: 1\r\n\r',
      '\n',
      'data: 2\r\n\r\n',
    ])
  })

  test('what is unfinished at the end is given back', () => {
    expect(frame('data: 1\n\nda', 'ta: 2\n').rest).toBe('data: 2\n')
  })

  test('an event above the limit is reported, and so is everything after it', () => {
    const framer = new SseFramer(12)
    expect(framer.feed('data: 1\n\ndata: 1234567')).toEqual([
      { raw: 'data: 1\n\n', event: '', data: '1' },
      { raw: 'data: 1234567', event: '', data: '', isOversized: true },
    ])
    expect(framer.feed('\n\n')).toEqual([{ raw: '\n\n', event: '', data: '', isOversized: true }])
  })

  test.each(['data: 12345678\n\ndata: 1\n\n', 'data: 12345678\r\n\r\ndata: 1\r\n\r\n'])(
    'a complete event above the limit is reported with the rest of its chunk: %j',
    (bytes) => {
      const events = new SseFramer(12).feed(bytes)
      expect(events.every(({ isOversized }) => isOversized)).toBe(true)
      expect(events.map(({ raw }) => raw).join('')).toBe(bytes)
    },
  )

  test('a megabyte in single bytes is read in one go at its end', () => {
    const framer = new SseFramer(2_000_000)
    const event = `data: ${'x'.repeat(1_000_000)}\n\n`
    const events = Array.from(event).flatMap((byte) => framer.feed(byte))
    expect(events).toEqual([{ raw: event, event: '', data: 'x'.repeat(1_000_000) }])
  })

  const line = fc.oneof(
    fc.constantFrom('data: {"a":1}', 'data', 'data:', 'event: ping', ': note', 'id: 1', 'x', ''),
    fc.string({ unit: fc.constantFrom('d', ':', ' ', '\u00ef', '\u00bb', '\u00bf'), maxLength: 6 }),
  )
  const stream = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 30, size: 'max' })
    .map((lines) => lines.flat().join(''))

  test('wherever a stream is cut, the same is said and no byte is lost', () => {
    fc.assert(
      fc.property(pieces(stream), (chunks) => {
        const cut = frame(...chunks)
        expect(said(cut.events)).toEqual(said(frame(chunks.join('')).events))
        expect(cut.events.map(({ raw }) => raw).join('') + cut.rest).toBe(chunks.join(''))
      }),
    )
  })
})
