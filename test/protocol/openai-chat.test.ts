import { describe, expect, test } from 'bun:test'
import { protocols } from '../../src/protocol/index.ts'
import { writePromptUsage } from '../../src/protocol/openai-usage.ts'
import type { EventNote } from '../../src/protocol/protocol.ts'
import { protocolContract } from '../contract/protocol.ts'
import { chatChunk, noteAll } from '../support/notes.ts'

const protocol = protocols['openai-chat']
const usage = {
  prompt_tokens: 100,
  completion_tokens: 50,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
  completion_tokens_details: { reasoning_tokens: 20 },
}
const buckets = {
  inputTokens: 30,
  cacheReadTokens: 60,
  cacheWriteTokens: 10,
  outputTokens: 30,
  reasoningTokens: 20,
}

protocolContract({
  protocol,
  framings: ['sse'],
  stream: [
    { payload: chatChunk({ role: 'assistant', content: '' }), phase: 'preamble' },
    { payload: chatChunk({ content: 'Grüße' }), phase: 'content' },
    { payload: chatChunk({}, 'stop'), phase: 'content' },
    { payload: JSON.stringify({ choices: [], usage }), phase: 'content' },
    { payload: '[DONE]', phase: 'end' },
  ],
  answer: {
    body: JSON.stringify({
      object: 'chat.completion',
      choices: [{ message: { content: 'é' } }],
      usage,
    }),
    usage: buckets,
  },
})

const note = (...payloads: string[]): EventNote | undefined => noteAll(protocol, payloads).at(-1)

describe('a chat stream', () => {
  test.each([
    ['a role', { role: 'assistant' }],
    ['empty text', { role: 'assistant', content: '', refusal: null }],
    ['no tool calls', { tool_calls: [] }],
    ['nothing', {}],
  ])('says nothing with a delta of %s', (_name, delta) => {
    expect(note(chatChunk(delta))).toEqual({ phase: 'preamble' })
  })

  test.each([
    ['text', { content: 'a' }],
    ['reasoning', { reasoning_content: 'hm' }],
    ['a refusal', { refusal: 'no' }],
    ['a tool call', { tool_calls: [{ index: 0, id: 'call', function: { name: 'f' } }] }],
    ['arguments', { tool_calls: [{ index: 0, function: { arguments: '{' } }] }],
    ['audio', { audio: { id: 'a', data: 'AA==' } }],
    ['an image', { images: [{ image_url: { url: 'data:' } }] }],
  ])('has content with a delta of %s', (_name, delta) => {
    expect(note(chatChunk(delta))).toEqual({ phase: 'content' })
  })

  test('has content with a finish reason alone, after which it may end', () => {
    expect(note(chatChunk({}, 'content_filter'))).toEqual({ phase: 'content', isComplete: true })
  })

  test('may end only when every choice has its finish reason', () => {
    const first = {
      choices: [
        { index: 0, delta: { content: 'a' } },
        { index: 1, delta: { content: 'b' } },
      ],
    }
    const second = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }
    const third = { choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] }
    const notes = noteAll(
      protocol,
      [first, second, third].map((chunk) => JSON.stringify(chunk)),
    )
    expect(notes.map(({ isComplete }) => isComplete)).toEqual([undefined, undefined, true])
  })

  test('once it has content, an empty delta is content', () => {
    expect(note(chatChunk({ content: 'a' }), chatChunk({ content: '' }))).toEqual({
      phase: 'content',
    })
  })

  test("Azure's filter results before the answer say nothing", () => {
    expect(
      note(JSON.stringify({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })),
    ).toEqual({
      phase: 'preamble',
    })
  })

  test('tells the usage chunk apart from the usage in a chunk with choices', () => {
    const apart = note(chatChunk({}, 'stop'), JSON.stringify({ choices: [], usage }))
    expect(apart).toEqual({ phase: 'content', isComplete: true, usage: buckets, isUsageOnly: true })
    const together = note(JSON.stringify({ choices: [{ delta: { content: 'a' } }], usage }))
    expect(together).toEqual({ phase: 'content', usage: buckets })
  })

  test('an error in a chunk is an error, whatever stands beside it', () => {
    const chunk = {
      error: { message: 'broke', type: 'server_error', code: null },
      choices: [{ delta: { content: '' }, finish_reason: 'error' }],
    }
    expect(note(JSON.stringify(chunk))).toEqual({
      phase: 'error',
      error: { message: 'broke', type: 'server_error', code: '' },
    })
  })

  test('an error that is null is none', () => {
    expect(
      note(JSON.stringify({ error: null, choices: [{ delta: { content: 'a' } }] }))?.phase,
    ).toBe('content')
  })
})

describe('usage of chat', () => {
  const read = (told: object): unknown =>
    protocol.readUsage('generate', JSON.stringify({ usage: told }))

  test("DeepSeek's cache hits are cache reads", () => {
    expect(
      read({ prompt_tokens: 10, completion_tokens: 2, prompt_cache_hit_tokens: 8 }),
    ).toMatchObject({ inputTokens: 2, cacheReadTokens: 8 })
  })

  test('reasoning that xAI counts beside the completion is not taken from it', () => {
    const told = {
      prompt_tokens: 12,
      completion_tokens: 1,
      total_tokens: 241,
      completion_tokens_details: { reasoning_tokens: 228 },
    }
    expect(read(told)).toMatchObject({ outputTokens: 1, reasoningTokens: 228 })
  })

  test.each([
    ['none', {}, undefined],
    ['null', { prompt_tokens_details: null }, undefined],
    ['an empty object', { prompt_tokens_details: {} }, undefined],
    ['nothing read', { prompt_tokens_details: { cached_tokens: 0 } }, 0],
    ['DeepSeek’s own field', { prompt_cache_hit_tokens: 4 }, 4],
  ])('what was read from a cache is known where it is told: %s', (_name, told, expected) => {
    const body = JSON.stringify({ usage: { prompt_tokens: 9, completion_tokens: 1, ...told } })
    expect(protocol.readUsage('generate', body)?.cacheReadTokens).toBe(expected)
  })

  test.each([
    ['nothing', {}, undefined],
    ['that nothing was read', { cacheReadTokens: 0 }, { cached_tokens: 0 }],
    ['what was put there', { cacheWriteTokens: 3 }, { cache_write_tokens: 3 }],
  ])('of a cache is written what was told: %s', (_name, told, expected) => {
    const counted = { inputTokens: 9, outputTokens: 1, ...told }
    expect(writePromptUsage(counted)?.['prompt_tokens_details']).toEqual(expected)
  })

  test.each([
    ['nothing of it', {}, undefined],
    ['what was read', { cached_tokens: 0 }, 0],
    ['what was put there', { cache_write_tokens: 3 }, 3],
  ])(
    'what was put into a cache is known where an upstream tells of it: %s',
    (_name, details, expected) => {
      const told = { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: details }
      const body = JSON.stringify({ usage: told })
      expect(protocol.readUsage('generate', body)?.cacheWriteTokens).toBe(expected)
    },
  )

  test.each([
    [{}, undefined],
    [{ completion_tokens_details: {} }, undefined],
    [{ completion_tokens_details: { reasoning_tokens: 0 } }, 0],
  ])('what was thought is known where it is told: %j', (told, expected) => {
    const body = JSON.stringify({ usage: { prompt_tokens: 9, completion_tokens: 1, ...told } })
    expect(protocol.readUsage('generate', body)?.reasoningTokens).toBe(expected)
  })

  test.each([
    [{}, undefined],
    [{ reasoningTokens: 0 }, { reasoning_tokens: 0 }],
  ])('of thoughts is written what was told: %j', (told, expected) => {
    const counted = { inputTokens: 9, outputTokens: 1, ...told }
    expect(writePromptUsage(counted)?.['completion_tokens_details']).toEqual(expected)
  })

  test('embeddings have input only', () => {
    const body =
      '{"object":"list","data":[{"embedding":[0.1,-2e-3]}],"usage":{"prompt_tokens":8,"total_tokens":8}}'
    expect(protocol.readUsage('embed', body)).toEqual({ inputTokens: 8, outputTokens: 0 })
  })

  test('usage of another kind is not usage of tokens', () => {
    expect(read({ type: 'duration', seconds: 37 })).toBeUndefined()
  })
})
