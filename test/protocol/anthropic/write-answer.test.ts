import { describe, expect, test } from 'bun:test'
import type { Finish } from '../../../src/ir/answer.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import { Report } from '../../../src/ir/report.ts'
import { unfoldAnswer } from '../../../src/ir/unfold.ts'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { asked, readStream, writeStream } from './message.ts'
import { answer, call, text, usage, write } from './write-answer-parts.ts'

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
