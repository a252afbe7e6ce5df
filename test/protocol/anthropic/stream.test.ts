import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { feedPieces, pieces } from '../../support/pieces.ts'
import { openFramer } from '../../../src/protocol/framer.ts'
import { countingIds, foldComparable, readAnswer, readStream, sse } from './message.ts'

const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 3,
      cache_read_input_tokens: 2,
      output_tokens: 1,
      service_tier: 'standard',
    },
  },
}
const begin = (index: number, block: JsonObject) => ({
  type: 'content_block_start',
  index,
  content_block: block,
})
const grow = (index: number, delta: JsonObject) => ({ type: 'content_block_delta', index, delta })
const stop = (index: number) => ({ type: 'content_block_stop', index })
const finish = {
  type: 'message_delta',
  delta: { stop_reason: 'tool_use', stop_sequence: null, container: { id: 'c' } },
  usage: { output_tokens: 9, output_tokens_details: { thinking_tokens: 4 } },
}
const end = { type: 'message_stop' }
const emptyText = { type: 'text', text: '' }
const say = (index: number, text: string) => grow(index, { type: 'text_delta', text })
const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }
const found = {
  type: 'web_search_tool_result',
  tool_use_id: 'srvtoolu_1',
  content: [
    { type: 'web_search_result', url: 'https://a.example', title: 'A', encrypted_content: 'e' },
  ],
}
const citation = {
  type: 'web_search_result_location',
  url: 'https://a.example',
  title: 'A',
  cited_text: 'As seen.',
  encrypted_index: 'i',
}

const rich: JsonObject[] = [
  start,
  { type: 'ping' },
  begin(0, { type: 'thinking', thinking: '', signature: '' }),
  grow(0, { type: 'thinking_delta', thinking: 'Hm…' }),
  grow(0, { type: 'signature_delta', signature: 'sig==' }),
  stop(0),
  begin(1, { type: 'redacted_thinking', data: 'opaque' }),
  stop(1),
  begin(2, search),
  grow(2, { type: 'input_json_delta', partial_json: '{"que' }),
  grow(2, { type: 'input_json_delta', partial_json: 'ry":"Grüße"}' }),
  stop(2),
  begin(3, found),
  stop(3),
  begin(4, emptyText),
  say(4, 'As s'),
  grow(4, { type: 'citations_delta', citation }),
  say(4, 'een 🌍'),
  stop(4),
  begin(5, { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'echo', server_name: 's', input: {} }),
  grow(5, { type: 'input_json_delta', partial_json: '{"a":1}' }),
  stop(5),
  begin(6, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
  grow(6, { type: 'input_json_delta', partial_json: '' }),
  grow(6, { type: 'input_json_delta', partial_json: '{"a": 1}' }),
  stop(6),
  begin(7, { type: 'tool_use', id: 'toolu_2', name: 'g', input: {} }),
  stop(7),
  finish,
  end,
]

const whole = {
  ...start.message,
  content: [
    { type: 'thinking', thinking: 'Hm…', signature: 'sig==' },
    { type: 'redacted_thinking', data: 'opaque' },
    { ...search, input: { query: 'Grüße' } },
    found,
    { type: 'text', text: 'As seen 🌍', citations: [citation] },
    { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'echo', server_name: 's', input: { a: 1 } },
    { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
    { type: 'tool_use', id: 'toolu_2', name: 'g', input: {} },
  ],
  stop_reason: 'tool_use',
  container: { id: 'c' },
  usage: { ...start.message.usage, ...finish.usage },
}

const typesOf = (events: readonly AnswerEvent[]): string[] => events.map(({ type }) => type)
const read = (payloads: readonly JsonObject[]) => readStream([sse(payloads)])

describe('a stream that is read', () => {
  test('gathers to the whole answer', () => {
    expect(foldComparable(read(rich))).toEqual(foldComparable(unfolded()))
  })

  test('is in the neutral grammar', () => {
    expect(grammar(read(rich))).toBe(
      'start usage (part proof) (part) (part) (part cite) (part) (part) (part) usage finish end',
    )
  })

  test('is the same however it is cut', () => {
    const bytes = sse(rich)
    fc.assert(
      fc.property(pieces(fc.constant(bytes)), (cut) => {
        expect(readStream(cut)).toEqual(readStream([bytes]))
      }),
    )
  })

  test('cut anywhere says no end, and never throws', () => {
    const bytes = sse(rich)
    fc.assert(
      fc.property(fc.nat(bytes.length - 3), (length) => {
        expect(typesOf(readStream([bytes.slice(0, length)]))).not.toContain('end')
      }),
    )
  })

  test('counts output and thinking apart, and keeps what is only Anthropic’s', () => {
    const { usage, extras } = foldAnswer(read(rich))
    expect(usage).toEqual({
      inputTokens: 3,
      cacheReadTokens: 2,
      outputTokens: 5,
      reasoningTokens: 4,
    })
    expect(extras).toEqual({
      container: { id: 'c' },
      usage: { service_tier: 'standard', output_tokens_details: { thinking_tokens: 4 } },
    })
  })

  test('has input that came with the start of a call, and none twice', () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } }
    const parts = (payloads: JsonObject[]) =>
      foldAnswer(read([start, ...payloads, finish, end])).choices[0]?.parts
    expect(parts([begin(0, call), stop(0)])).toMatchObject([{ arguments: '{"a":1}' }])
    expect(
      parts([
        begin(0, call),
        grow(0, { type: 'input_json_delta', partial_json: '{"a": 1}' }),
        stop(0),
      ]),
    ).toMatchObject([{ arguments: '{"a": 1}' }])
  })

  test('has an id for a call that came without', () => {
    const call = { type: 'tool_use', name: 'f', input: {} }
    const events = read([start, begin(0, call), stop(0), finish, end])
    expect(foldAnswer(events).choices[0]?.parts).toMatchObject([{ id: 'toolu_1' }])
    expect(readAnswer({ content: [call] }).choices[0]?.parts).toMatchObject([{ id: 'toolu_1' }])
  })

  test('survives a second start, unknown events and blocks that were never started or stopped', () => {
    const events = read([
      start,
      start,
      { type: 'news', text: 'x' },
      say(0, 'A'),
      begin(1, { type: 'novelty', text: '' }),
      grow(1, { type: 'novelty_delta', text: 'B' }),
      grow(7, { type: 'novelty_delta', text: 'C' }),
      finish,
      end,
    ])
    expect(typesOf(events).filter((type) => type === 'start')).toHaveLength(1)
    expect(foldAnswer(events).choices[0]?.parts).toEqual([
      { type: 'text', text: 'A' },
      { type: 'foreign', kind: 'novelty', value: { type: 'novelty', text: 'B' } },
    ])
  })

  test('without a start has one', () => {
    expect(read([begin(0, emptyText), say(0, 'A'), stop(0), finish, end])[0]).toEqual({
      type: 'start',
      id: '',
      model: '',
    })
  })

  test('tells the error of the upstream and nothing after it', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Überlastet' } }
    expect(read([start, begin(0, emptyText), error, say(0, 'A'), end]).slice(-1)).toEqual([
      { type: 'error', error: { type: 'overloaded_error', message: 'Überlastet', code: '' } },
    ])
  })

  test.each(['{"type":"content_bl', '[]', '7', '{}'])('is malformed with %s', (data) => {
    const events = readStream([`${sse([start])}data: ${data}\n\n${sse([end])}`])
    expect(typesOf(events)).toEqual(['start', 'usage', 'malformed'])
  })

  test('is read by types alone: lines of names are not needed', () => {
    const nameless = sse(rich).replaceAll(/event: \w+\n/g, '')
    expect(readStream([nameless])).toEqual(read(rich))
  })

  test('never throws, whatever its payloads are', () => {
    const payload = fc.record(
      {
        type: fc.constantFrom(
          'message_start',
          'message_delta',
          'content_block_start',
          'content_block_delta',
          'content_block_stop',
        ),
        index: fc.oneof(fc.nat(2), fc.jsonValue()),
        content_block: fc.oneof(
          fc.record({
            type: fc.constantFrom('text', 'tool_use', 'thinking', 'server_tool_use', 'image'),
          }),
          fc.jsonValue(),
        ),
        delta: fc.jsonValue(),
        message: fc.jsonValue(),
        usage: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    )
    fc.assert(
      fc.property(fc.array(payload), (payloads) => {
        const reader = codec.openReader(countingIds())
        const { events } = feedPieces(openFramer('sse'), [sse(payloads)])
        expect(() => foldAnswer(events.flatMap((event) => reader.read(event)))).not.toThrow()
      }),
    )
  })
})

const unfolded = (): AnswerEvent[] => {
  const { id, model, choices, usage, extras } = readAnswer(whole)
  return [
    { type: 'start', id, model, ...(extras === undefined ? {} : { extras }) },
    ...choices.flatMap(({ parts, finish: finished }): AnswerEvent[] => [
      ...parts.map((head, part): AnswerEvent => ({ type: 'part-start', choice: 0, part, head })),
      { type: 'finish', choice: 0, finish: finished },
    ]),
    { type: 'usage', usage },
  ]
}

const words: Readonly<Record<string, string>> = {
  'part-start': '(part',
  'part-end': ')',
  citation: 'cite',
  delta: '',
}

const grammar = (events: readonly AnswerEvent[]): string =>
  typesOf(events)
    .map((type) => words[type] ?? type)
    .filter((word) => word !== '')
    .join(' ')
    .replaceAll(' )', ')')
