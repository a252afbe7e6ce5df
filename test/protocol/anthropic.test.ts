import { describe, expect, test } from 'bun:test'
import type { Failure } from '../../src/ir/failure.ts'
import { mergeUsage, noUsage } from '../../src/ir/usage.ts'
import { protocols } from '../../src/protocol/index.ts'
import type { EventNote } from '../../src/protocol/protocol.ts'
import { protocolContract } from '../contract/protocol.ts'
import { noteAll } from '../support/notes.ts'

const protocol = protocols.anthropic
const event = (type: string, fields: object, phase: EventNote['phase']) => ({
  event: type,
  payload: JSON.stringify({ type, ...fields }),
  phase,
})
const usage = {
  input_tokens: 20,
  cache_creation_input_tokens: 30,
  cache_read_input_tokens: 40,
  output_tokens: 100,
  output_tokens_details: { thinking_tokens: 60 },
}

protocolContract({
  protocol,
  framings: ['sse'],
  stream: [
    event(
      'message_start',
      { message: { content: [], usage: { input_tokens: 20, output_tokens: 1 } } },
      'preamble',
    ),
    event(
      'content_block_start',
      { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      'preamble',
    ),
    event('ping', {}, 'preamble'),
    event(
      'content_block_delta',
      { index: 0, delta: { type: 'thinking_delta', thinking: 'Ä' } },
      'content',
    ),
    event('content_block_stop', { index: 0 }, 'content'),
    event(
      'content_block_start',
      { index: 1, content_block: { type: 'text', text: '' } },
      'content',
    ),
    event('ping', {}, 'content'),
    event(
      'message_delta',
      { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
      'content',
    ),
    event('message_stop', {}, 'end'),
  ],
  answer: {
    body: JSON.stringify({ type: 'message', content: [{ type: 'text', text: 'é' }], usage }),
    usage: {
      inputTokens: 20,
      cacheReadTokens: 40,
      cacheWriteTokens: 30,
      outputTokens: 40,
      reasoningTokens: 60,
    },
  },
})

const note = (payload: object): EventNote | undefined =>
  noteAll(protocol, [JSON.stringify(payload)])[0]

describe('a stream of a message', () => {
  test.each(['text', 'thinking'])('an empty block of %s says nothing', (type) => {
    expect(note({ type: 'content_block_start', content_block: { type, [type]: '' } })).toEqual({
      phase: 'preamble',
    })
  })

  test.each([
    { type: 'tool_use', id: 't', name: 'f', input: {} },
    { type: 'text', text: 'a' },
    { type: 'redacted_thinking', data: 'x' },
  ])('a block that says something is content: %j', (block) => {
    expect(note({ type: 'content_block_start', content_block: block })).toEqual({
      phase: 'content',
    })
  })

  test('a stop reason without any text is content, but not yet the end', () => {
    expect(note({ type: 'message_delta', delta: { stop_reason: 'refusal' } })).toEqual({
      phase: 'content',
    })
  })

  test('an error event is an error with the words of Anthropic', () => {
    const payload = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    expect(note(payload)).toEqual({
      phase: 'error',
      error: { message: 'Overloaded', type: 'overloaded_error', code: '' },
    })
  })

  test('what the last event tells of usage replaces what the first one told, bucket by bucket', () => {
    const notes = noteAll(protocol, [
      JSON.stringify({
        type: 'message_start',
        message: { usage: { ...usage, output_tokens: 1, output_tokens_details: null } },
      }),
      JSON.stringify({
        type: 'message_delta',
        usage: { input_tokens: 25, cache_read_input_tokens: null, output_tokens: 9 },
      }),
    ])
    expect(notes.reduce((sum, { usage: told }) => mergeUsage(sum, told), noUsage)).toEqual({
      inputTokens: 25,
      cacheReadTokens: 40,
      cacheWriteTokens: 30,
      outputTokens: 9,
      reasoningTokens: 0,
    })
  })
})

test('a full context is told in the words by which clients know it', () => {
  const written = (message: string) =>
    protocols.anthropic.writeFailure(
      { kind: 'context_length', code: 'context_length_exceeded', status: 400, message },
      'r',
    ).body
  expect(written('Too many tokens.')).toContain('prompt is too long: Too many tokens.')
  expect(written('prompt is too long: 2 > 1')).toContain('"prompt is too long: 2 > 1"')
  const oversize: Failure = {
    kind: 'too_large',
    code: 'request_too_large',
    status: 413,
    message: 'No.',
  }
  expect(JSON.parse(protocols.anthropic.writeFailure(oversize, 'r').body)).toMatchObject({
    error: { type: 'request_too_large', message: 'prompt is too long: No.' },
  })
})
