import { describe, expect, test } from 'bun:test'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { payloadsOf, readStream, writeStream } from './message.ts'
import { answer, call, text, usage, write } from './write-answer-parts.ts'

const place = (part: number) => ({ choice: 0, part })
const start: AnswerEvent = { type: 'start', id: 'msg_1', model: 'gpt-5' }
const begin = (part: number, head: Part): AnswerEvent => ({
  type: 'part-start',
  ...place(part),
  head,
})
const grow = (part: number, said: string): AnswerEvent => ({
  type: 'delta',
  ...place(part),
  text: said,
})
const stop = (part: number): AnswerEvent => ({ type: 'part-end', ...place(part) })
const end: AnswerEvent[] = [
  { type: 'usage', usage: answer([]).usage },
  { type: 'finish', choice: 0, finish: { reason: 'tool-calls' } },
  { type: 'end' },
]

describe('a stream for a client', () => {
  const payloads = (events: readonly AnswerEvent[]) =>
    payloadsOf(writeStream(events)).map(({ data }) => data)
  const thought: Part = { type: 'thinking', text: '' }

  test('is the full sequence, with its names, in which a signature comes last', () => {
    const written = payloadsOf(
      writeStream([
        start,
        begin(0, thought),
        { type: 'proof', ...place(0), proof: 'sig' },
        grow(0, 'Hm'),
        stop(0),
        begin(1, text('')),
        grow(1, 'Größe'),
        stop(1),
        ...end,
      ]),
    )
    expect(written.map(({ event }) => event)).toEqual(
      written.map(({ data }) => JSON.parse(JSON.stringify(data)).type),
    )
    expect(written.map(({ data }) => data)).toEqual([
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'gpt-5',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: {
            input_tokens: 0,
            cache_creation_input_tokens: null,
            cache_read_input_tokens: null,
            output_tokens: 0,
          },
        },
      },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'signature_delta', signature: 'sig' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Größe' } },
      { type: 'content_block_stop', index: 1 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'tool_use', stop_sequence: null, stop_details: null },
        usage,
      },
      { type: 'message_stop' },
    ])
  })

  test('has calls that overlap one after the other, as far as each has come', () => {
    const events = [
      start,
      begin(0, call('a', '')),
      begin(1, call('b', '')),
      grow(0, '{"a"'),
      grow(1, '{"b"'),
      grow(0, ':1}'),
      grow(1, ':2}'),
      stop(1),
      begin(2, call('c', '')),
      stop(0),
      grow(2, '{}'),
      stop(2),
      ...end,
    ]
    const use = (id: string) => ({ type: 'tool_use', id, name: 'f', input: {} })
    const json = (partial_json: string) => ({ type: 'input_json_delta', partial_json })
    expect(payloads(events).slice(1, -2)).toEqual([
      { type: 'content_block_start', index: 0, content_block: use('a') },
      { type: 'content_block_delta', index: 0, delta: json('{"a"') },
      { type: 'content_block_delta', index: 0, delta: json(':1}') },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: use('b') },
      { type: 'content_block_delta', index: 1, delta: json('{"b":2}') },
      { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: use('c') },
      { type: 'content_block_delta', index: 2, delta: json('{}') },
      { type: 'content_block_stop', index: 2 },
    ])
  })

  test('has the usage that is known by then in its start', () => {
    const [first] = payloads([
      start,
      { type: 'usage', usage: { inputTokens: 9 } },
      begin(0, text('')),
      ...end,
    ])
    expect(first).toMatchObject({ message: { usage: { input_tokens: 9 } } })
  })

  test('closes what its upstream left open', () => {
    expect(payloads([start, begin(0, text('')), grow(0, 'A'), ...end]).at(-3)).toEqual({
      type: 'content_block_stop',
      index: 0,
    })
  })

  test('has no blocks of nothing, but the signature of a thought that is not shown', () => {
    const events = [
      start,
      begin(0, thought),
      { type: 'proof', ...place(0), proof: 'sig' } as const,
      stop(0),
      begin(1, text('')),
      stop(1),
      begin(2, thought),
      stop(2),
      begin(3, text('A')),
      stop(3),
      ...end,
    ]
    expect(payloads(events).slice(1, -2)).toEqual([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'signature_delta', signature: 'sig' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'A' } },
      { type: 'content_block_stop', index: 1 },
    ])
    expect(write([text(''), thought, text('A')])['content']).toEqual([{ type: 'text', text: 'A' }])
  })

  test('has what only the end of a part tells', () => {
    const final: Part = {
      type: 'text',
      text: 'As seen.',
      citations: [{ url: 'https://a.example' }],
    }
    const events = [
      start,
      begin(0, text('')),
      grow(0, 'As '),
      { type: 'part-end', ...place(0), final } as const,
      ...end,
    ]
    expect(payloads(events).slice(2, -3)).toMatchObject([
      { delta: { type: 'text_delta', text: 'As ' } },
      { delta: { type: 'text_delta', text: 'seen.' } },
      { delta: { type: 'citations_delta', citation: { url: 'https://a.example' } } },
    ])
  })

  test('has free text for a tool as its one argument', () => {
    const head: Part = { type: 'tool-call', id: 'a', name: 'f', arguments: '', kind: 'custom' }
    const written = writeStream([
      start,
      begin(0, head),
      grow(0, 'SELECT '),
      grow(0, '1'),
      stop(0),
      ...end,
    ])
    expect(foldAnswer(readStream([written])).choices[0]?.parts).toMatchObject([
      { type: 'tool-call', id: 'a', arguments: '{"input":"SELECT 1"}' },
    ])
  })

  test('has a search with what came at its end', () => {
    const search: Part = { type: 'web-search', id: 'srvtoolu_1', queries: ['q'] }
    const final: Part = { ...search, results: [] }
    expect(
      payloads([start, begin(0, search), { type: 'part-end', ...place(0), final }, ...end]).slice(
        1,
        -2,
      ),
    ).toEqual([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"query":"q"}' },
      },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
      },
      { type: 'content_block_stop', index: 1 },
    ])
  })

  test('tells the first of several answers', () => {
    const other: AnswerEvent = { type: 'part-start', choice: 1, part: 0, head: text('') }
    expect(
      writeStream([start, other, { type: 'delta', choice: 1, part: 0, text: 'B' }, ...end]),
    ).not.toContain('"B"')
  })
})
