import { describe, expect, test } from 'bun:test'
import type { Answer, Finish } from '../../../src/ir/answer.ts'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { Report } from '../../../src/ir/report.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { asked, payloadsOf, readStream, writeStream } from './message.ts'

const answer = (parts: readonly Part[], finish: Finish = { reason: 'stop' }): Answer => ({
  id: 'chatcmpl-1',
  model: 'gpt-5',
  choices: [{ index: 0, parts, finish }],
  usage: { inputTokens: 5, cacheReadTokens: 7, outputTokens: 3, reasoningTokens: 2 },
})

const write = (parts: readonly Part[], finish?: Finish) =>
  codec.writeAnswer(answer(parts, finish), asked())
const text = (said: string): Part => ({ type: 'text', text: said })
const call = (id: string, json = '{}'): Part => ({
  type: 'tool-call',
  id,
  name: 'f',
  arguments: json,
  kind: 'function',
})
const usage = {
  input_tokens: 5,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: 7,
  output_tokens: 5,
  output_tokens_details: { thinking_tokens: 2 },
}

describe('a whole answer for a client', () => {
  test.each([
    [{}, null, null],
    [{ cacheReadTokens: 0 }, 0, null],
    [{ cacheReadTokens: 7, cacheWriteTokens: 0 }, 7, 0],
  ])('tells of a cache what was told, and else null: %j', (told, read, written) => {
    const counted = { ...answer([]), usage: { inputTokens: 5, outputTokens: 3, ...told } }
    expect(codec.writeAnswer(counted, asked())['usage']).toEqual({
      input_tokens: 5,
      cache_creation_input_tokens: written,
      cache_read_input_tokens: read,
      output_tokens: 3,
    })
  })

  test('is a message, its counts disjoint but for thinking', () => {
    expect(
      write([
        { type: 'thinking', text: 'Hm', proof: 'sig' },
        text('Hi'),
        call('call_1', '{"a": 1}'),
      ]),
    ).toEqual({
      id: 'chatcmpl-1',
      type: 'message',
      role: 'assistant',
      model: 'gpt-5',
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'sig' },
        { type: 'text', text: 'Hi' },
        { type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      stop_details: null,
      usage,
    })
  })

  test('has an id and a model even when the upstream told none', () => {
    const written = codec.writeAnswer({ id: '', model: '', choices: [], usage: {} }, asked())
    expect(written).toMatchObject({
      id: 'msg_1',
      model: 'claude-asked',
      content: [],
      stop_reason: 'end_turn',
    })
  })

  test.each([
    ['stop', 'end_turn'],
    ['stop-sequence', 'stop_sequence'],
    ['length', 'max_tokens'],
    ['context-length', 'model_context_window_exceeded'],
    ['tool-calls', 'tool_use'],
    ['refusal', 'refusal'],
    ['content-filter', 'refusal'],
    ['pause', 'pause_turn'],
    ['malformed-call', 'max_tokens'],
    ['other', 'end_turn'],
  ] as [Finish['reason'], string][])('that ended by %s stopped by %s', (reason, word) => {
    expect(write([text('Hi')], { reason, word: 'FOREIGN' })).toMatchObject({ stop_reason: word })
  })

  test.each([
    'end_turn',
    'max_tokens',
    'stop_sequence',
    'tool_use',
    'pause_turn',
    'refusal',
    'model_context_window_exceeded',
    'novelty',
    'constructor',
  ])('keeps the word %s', (word) => {
    const read = codec.readAnswer({ type: 'message', content: [], stop_reason: word }, asked().ids)
    expect(codec.writeAnswer(read ?? answer([]), asked())).toMatchObject({ stop_reason: word })
  })

  test('with calls asks for them to be run whatever the upstream ended with', () => {
    expect(write([call('call_1')], { reason: 'stop', word: 'stop' })).toMatchObject({
      stop_reason: 'tool_use',
    })
  })

  test('that refuses says so in words and in its reason', () => {
    expect(
      write([{ type: 'refusal', text: 'No.' }], { reason: 'stop', message: 'x' }),
    ).toMatchObject({
      content: [{ type: 'text', text: 'No.' }],
      stop_reason: 'refusal',
    })
    expect(write([], { reason: 'content-filter', message: 'Held back.' })).toMatchObject({
      stop_details: { type: 'refusal', category: null, explanation: 'Held back.' },
    })
  })

  test('has an image as markdown, which is the image again when it comes back', () => {
    const image: Part = {
      type: 'image',
      source: { type: 'data', mediaType: 'image/png', data: 'iVBORw0=' },
    }
    const { content } = write([image])
    const body = { model: 'm', max_tokens: 1, messages: [{ role: 'assistant', content }] }
    const read = codec.readRequest(body, { model: 'm', isStreaming: false })
    expect(content).toEqual([{ type: 'text', text: '![image](data:image/png;base64,iVBORw0=)' }])
    expect(read.type === 'read' ? read.prompt.messages[0]?.parts : []).toEqual([image])
  })

  test("tells another vendor's search and program as its own, with nothing forged", () => {
    const parts: Part[] = [
      {
        type: 'web-search',
        id: 'ws_1',
        queries: ['q'],
        results: [{ url: 'https://a.example', title: 'A' }],
      },
      {
        type: 'code',
        id: 'ci_1',
        code: 'print(1)',
        language: 'python',
        result: { output: '1', hasFailed: false },
      },
      {
        type: 'text',
        text: 'As seen.',
        citations: [{ url: 'https://a.example', title: 'A', start: 0, end: 2 }],
      },
    ]
    expect(write(parts)['content']).toMatchObject([
      { type: 'server_tool_use', id: 'srvtoolu_ws_1', name: 'web_search', input: { query: 'q' } },
      {
        type: 'web_search_tool_result',
        tool_use_id: 'srvtoolu_ws_1',
        content: [
          {
            type: 'web_search_result',
            url: 'https://a.example',
            title: 'A',
            encrypted_content: '',
          },
        ],
      },
      { type: 'server_tool_use', name: 'code_execution', input: { code: 'print(1)' } },
      { type: 'code_execution_tool_result', content: { stdout: '1', return_code: 0 } },
      {
        type: 'text',
        citations: [{ type: 'web_search_result_location', cited_text: 'As', encrypted_index: '' }],
      },
    ])
  })

  test('sends none of what it had to leave empty to an upstream of Anthropic', () => {
    const parts: Part[] = [
      {
        type: 'web-search',
        id: 'ws_1',
        queries: ['q'],
        results: [{ url: 'https://a.example', title: 'A' }],
      },
      { type: 'text', text: 'As seen.', citations: [{ url: 'https://a.example', title: 'A' }] },
    ]
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: write(parts)['content'] },
    ]
    const read = codec.readRequest({ model: 'm', messages }, { model: 'm', isStreaming: false })
    const report = new Report()
    const again = read.type === 'read' ? codec.writeRequest(read.prompt, report) : {}
    expect(again['messages']).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'As seen.' },
    ])
    expect(report.warnings.map(({ field }) => field)).toEqual(['messages'])
  })

  test('is the same told as a stream', () => {
    const parts: Part[] = [
      { type: 'thinking', text: 'Hm', proof: 'sig' },
      text('Hi'),
      call('call_1', '{"a":1}'),
    ]
    const whole = answer(parts, { reason: 'tool-calls', word: 'tool_use' })
    const told = foldAnswer(readStream([writeStream(unfoldAnswer(whole))]))
    expect(told).toMatchObject({
      id: whole.id,
      model: whole.model,
      choices: whole.choices,
      usage: whole.usage,
    })
  })
})

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
