import { describe, expect, test } from 'bun:test'
import type { Prompt, Tool } from '../../../src/ir/prompt.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { reported, written } from './foreign-parts.ts'

const tool: Tool = { type: 'function', name: 'a' }
const search: Tool = { type: 'server', tool: 'web-search', kind: 'web_search_20250305' }

describe('the tools of another protocol', () => {
  test('have parameters, if only none, and only the strictness that was asked for', () => {
    const strict: Tool = { ...tool, name: 'b', schema: { type: 'object' }, isStrict: true }
    expect(written({ tools: [{ ...tool, isStrict: false }, strict] })['tools']).toEqual([
      { type: 'function', function: { name: 'a', parameters: { type: 'object', properties: {} } } },
      { type: 'function', function: { name: 'b', parameters: { type: 'object' }, strict: true } },
    ])
  })

  test('are only those that are allowed', () => {
    const tools: readonly Tool[] = [tool, { ...tool, name: 'b' }]
    const request = written({
      tools,
      toolChoice: { type: 'allowed', isRequired: true, names: ['b'] },
    })
    expect(request).toMatchObject({ tool_choice: 'required' })
    expect(request['tools']).toHaveLength(1)
  })

  test('search by an option where the model can', () => {
    expect(written({ tools: [search], model: 'gpt-4o-search-preview' })).toMatchObject({
      web_search_options: {},
    })
    expect(reported({ tools: [search] })).toEqual({ refused: undefined, warned: ['tools'] })
  })

  test('that are gone cannot be forced', () => {
    expect(reported({ tools: [search], toolChoice: { type: 'required' } })).toEqual({
      refused: 'toolChoice',
      warned: ['tools'],
    })
  })

  test('are not said to be parallel unless they must not be', () => {
    expect(written({ tools: [tool], allowsParallelCalls: true })).not.toHaveProperty(
      'parallel_tool_calls',
    )
    expect(written({ tools: [tool], allowsParallelCalls: false })).toMatchObject({
      parallel_tool_calls: false,
    })
    expect(written({ allowsParallelCalls: false })).not.toHaveProperty('parallel_tool_calls')
  })
})

describe('the wishes of another protocol', () => {
  test.each([
    ['some-model', 'max_tokens'],
    ['gpt-4o', 'max_tokens'],
    ['openai/gpt-oss-120b', 'max_tokens'],
    ['gpt-5-chat-latest', 'max_completion_tokens'],
    ['openai/o4-mini', 'max_completion_tokens'],
  ])('limit %s by %s', (model, field) => {
    expect(written({ model, sampling: { maxTokens: 9 } })).toMatchObject({ [field]: 9 })
  })

  test.each<[string, Prompt['reasoning'], string | undefined]>([
    ['gpt-5', { effort: 'xhigh' }, 'xhigh'],
    ['gpt-5', { effort: 'none' }, 'none'],
    ['gpt-5', { budgetTokens: 32_000 }, 'high'],
    ['some-model', { effort: 'xhigh' }, 'high'],
    ['some-model', { effort: 'minimal' }, 'low'],
    ['some-model', { effort: 'none' }, undefined],
    ['some-model', { isAdaptive: true }, undefined],
    ['gpt-4o', { effort: 'high' }, undefined],
  ])('ask %s for %o by %s', (model, reasoning, word) => {
    expect(written({ model, ...(reasoning && { reasoning }) })['reasoning_effort']).toBe(word)
  })

  test('tell OpenAI alone what only it knows', () => {
    const wishes = { verbosity: 'low', cache: { key: 'k' }, endUser: 'u', serviceTier: 'flex' }
    expect(written({ ...wishes, model: 'gpt-5' })).toMatchObject({
      verbosity: 'low',
      prompt_cache_key: 'k',
      safety_identifier: 'u',
      service_tier: 'flex',
    })
    expect(written(wishes)).toEqual({ model: 'some-model', messages: [], user: 'u' })
    expect(reported(wishes)).toEqual({
      refused: undefined,
      warned: ['verbosity', 'serviceTier'],
    })
  })

  test('ask for sound by a voice', () => {
    expect(written({ modalities: ['audio'], isStreaming: true })).toMatchObject({
      modalities: ['audio', 'text'],
      audio: { format: 'pcm16' },
    })
  })

  test('name a schema', () => {
    const format = { type: 'json-schema', schema: { type: 'object' } } as const
    expect(written({ format })['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema: { type: 'object' } },
    })
  })
})

describe('a field that only chat knows', () => {
  test.each<[string, unknown, string]>([
    ['stream_options', { include_usage: true }, 'quiet'],
    ['store', false, 'quiet'],
    ['store', true, 'warn'],
    ['user', 'u', 'quiet'],
    ['moderation', { model: 'omni' }, 'warn'],
    ['min_p', 0.1, 'warn'],
    ['min_p', null, 'quiet'],
  ])('%s of %o is %s elsewhere', (name, value, fate) => {
    expect(codec.foreignField(name, value)).toBe(fate as 'quiet')
  })
})
