import { describe, expect, test } from 'bun:test'
import { fromText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import type { EventNote } from '../../src/protocol/protocol.ts'
import { protocolContract } from '../contract/protocol.ts'
import { noteAll } from '../support/notes.ts'

const protocol = protocols['openai-responses']
const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 150,
}
const buckets = {
  inputTokens: 30,
  cacheReadTokens: 60,
  cacheWriteTokens: 10,
  outputTokens: 30,
  reasoningTokens: 20,
}

const event = (type: string, fields: object, phase: EventNote['phase']) => ({
  event: type,
  payload: JSON.stringify({ type, ...fields }),
  phase,
})
const message = { type: 'message', role: 'assistant', content: [] }
const instructions = 'Long and — in part — not ASCII. '.repeat(400)

protocolContract({
  protocol,
  framings: ['sse'],
  stream: [
    event('response.created', { response: { instructions, error: null, usage: null } }, 'preamble'),
    event('response.queued', { response: {} }, 'preamble'),
    event('response.in_progress', { response: {} }, 'preamble'),
    event('response.output_item.added', { item: { type: 'reasoning', summary: [] } }, 'preamble'),
    event('response.output_item.added', { item: message }, 'preamble'),
    event('response.content_part.added', { part: { type: 'output_text', text: '' } }, 'preamble'),
    event('response.output_text.delta', { delta: 'Grüße' }, 'content'),
    event('response.output_text.done', { text: 'Grüße' }, 'content'),
    event('response.output_item.added', { item: message }, 'content'),
    event('response.completed', { response: { instructions, usage } }, 'end'),
  ],
  answer: {
    body: JSON.stringify({ object: 'response', error: null, output: [], usage, instructions }),
    usage: buckets,
  },
})

const note = (payload: object): EventNote | undefined =>
  noteAll(protocol, [JSON.stringify(payload)])[0]

test('our error event has the documented fields, and its error as the Python client wants it', () => {
  const failure = {
    kind: 'transient',
    code: 'upstream_reset',
    status: 502,
    message: 'cut',
  } as const
  const [name, data = ''] = protocol
    .writeStreamFailure(failure, 'request-1', { framing: 'sse', isFirst: false })
    .split('\n')
  expect(name).toBe('event: error')
  expect(JSON.parse(data.slice('data: '.length))).toEqual({
    type: 'error',
    sequence_number: 0,
    code: 'upstream_reset',
    message: 'cut',
    param: null,
    error: { message: 'cut', type: 'server_error', param: null, code: 'upstream_reset' },
  })
})

describe('a stream of a response', () => {
  test.each([
    ['a function call', { type: 'function_call', name: 'f', arguments: '' }],
    ['a tool that the upstream runs', { type: 'mcp_list_tools', server_label: 's' }],
    ['a message that has text', { type: 'message', content: [{ type: 'output_text', text: 'a' }] }],
  ])('has content when %s is added', (_name, item) => {
    expect(note({ type: 'response.output_item.added', item })?.phase).toBe('content')
  })

  test('has content with an event that is not known yet', () => {
    expect(note({ type: 'response.hologram.delta' })).toEqual({ phase: 'content' })
  })

  test.each([
    [{}, undefined],
    [{ input_tokens_details: {} }, undefined],
    [{ input_tokens_details: { cached_tokens: 0 } }, 0],
  ])('what was read from a cache is known where it is told: %j', (told, expected) => {
    const body = JSON.stringify({ usage: { input_tokens: 9, output_tokens: 1, ...told } })
    expect(protocol.readUsage('generate', body)?.cacheReadTokens).toBe(expected)
  })

  test('an incomplete response is an end, with its usage', () => {
    const response = { status: 'incomplete', usage }
    expect(note({ type: 'response.incomplete', response })).toEqual({
      phase: 'end',
      isComplete: true,
      usage: buckets,
    })
  })

  test.each(['short', instructions])(
    'a failed response is an error, however long it is',
    (text) => {
      const error = { code: 'rate_limit_exceeded', message: 'Grüße. Try again in 1.5s' }
      const payload = { type: 'response.failed', response: { instructions: text, error, usage } }
      const bytes = Buffer.from(JSON.stringify(payload)).toString('latin1')
      expect(noteAll(protocol, [bytes])[0]).toEqual({
        phase: 'error',
        error: {
          message: 'Grüße. Try again in 1.5s',
          type: '',
          code: 'rate_limit_exceeded',
          retryAfterMs: 1_500,
        },
        usage: buckets,
      })
    },
  )

  test('a failed response tells its error in the right letters, escaped or not', () => {
    const data = fromText(
      '{"type":"response.failed","response":{"error":{"message":"5 \\u20ac, 5 €"}}}',
    )
    expect(noteAll(protocol, [data])[0]?.error?.message).toBe('5 €, 5 €')
  })

  test.each([
    ['flat', { type: 'error', code: 'server_error', message: 'broke', param: null }],
    ['nested', { type: 'error', error: { type: 'error', code: 'server_error', message: 'broke' } }],
  ])('an error event is an error, %s', (_name, payload) => {
    expect(note(payload)).toEqual({
      phase: 'error',
      error: { message: 'broke', type: 'error', code: 'server_error' },
    })
  })

  test('a payload without a type is not of this protocol', () => {
    expect(note({ choices: [] })).toEqual({ phase: 'malformed' })
  })

  test('a long event that is cut is malformed', () => {
    const cut = JSON.stringify({ type: 'response.created', response: { instructions } }).slice(
      0,
      -1,
    )
    expect(noteAll(protocol, [cut])[0]).toEqual({ phase: 'malformed' })
  })
})
