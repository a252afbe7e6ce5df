import { describe, expect, test } from 'bun:test'
import type { Part } from '../../../src/ir/part.ts'
import type { Message, Prompt, Tool } from '../../../src/ir/prompt.ts'
import { Report } from '../../../src/ir/report.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'

/** A request of a client that speaks another protocol. */
const asked = (more: Partial<Prompt> = {}): Prompt => ({
  model: 'some-model',
  isStreaming: false,
  system: [],
  messages: [],
  tools: [],
  sampling: {},
  ...more,
})

const written = (more: Partial<Prompt>): JsonObject =>
  JSON.parse(JSON.stringify(codec.writeRequest(asked(more), new Report())))

const messagesOf = (...messages: readonly Message[]): unknown => written({ messages })['messages']

const reported = (more: Partial<Prompt>): unknown => {
  const report = new Report()
  codec.writeRequest(asked(more), report)
  return { refused: report.refusal?.field, warned: report.warnings.map(({ field }) => field) }
}

const user = (...parts: readonly Part[]): Message => ({ role: 'user', parts })
const assistant = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts })
const text = (words: string): Part => ({ type: 'text', text: words })
const image: Part = {
  type: 'image',
  source: { type: 'data', mediaType: 'image/png', data: 'iVBO' },
}
const imagePart = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } }
const call: Part = { type: 'tool-call', kind: 'function', id: 'c1', name: 'a', arguments: '{}' }
const result = (...parts: readonly Part[]): Part => ({
  type: 'tool-result',
  kind: 'function',
  callId: 'c1',
  parts,
})
const tool: Tool = { type: 'function', name: 'a' }
const search: Tool = { type: 'server', tool: 'web-search', kind: 'web_search_20250305' }

describe('a conversation of another protocol', () => {
  test('begins with its instructions', () => {
    expect(
      written({
        system: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B', cache: {} },
        ],
      })['messages'],
    ).toEqual([{ role: 'system', content: 'A\n\nB' }])
  })

  test('has calls that came in several answers in one', () => {
    const second: Part = { ...call, id: 'c2' }
    const results = [result(text('1')), { ...result(text('2')), callId: 'c2' } as Part]
    expect(
      messagesOf(user(text('Go.')), assistant(call), assistant(second), {
        role: 'tool',
        parts: results,
      }),
    ).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'c1' }, { id: 'c2' }] },
      { role: 'tool', tool_call_id: 'c1' },
      { role: 'tool', tool_call_id: 'c2' },
    ])
  })

  test('is plain text wherever it can be', () => {
    expect(messagesOf(user(text('A'), text('B')), assistant(text('C'), text('D')))).toEqual([
      { role: 'user', content: 'A\n\nB' },
      { role: 'assistant', content: 'CD' },
    ])
  })

  test('knows developers only at OpenAI', () => {
    const messages: readonly Message[] = [{ role: 'developer', parts: [text('A')] }]
    expect(written({ messages })['messages']).toEqual([{ role: 'system', content: 'A' }])
    expect(written({ messages, model: 'openai/gpt-5.1' })['messages']).toEqual([
      { role: 'developer', content: 'A' },
    ])
  })

  test('has results before what the user says, and their images after them', () => {
    const other = { ...result(text('B')), callId: 'c2' } as Part
    expect(
      messagesOf(assistant(call), user(text('Go on.'), result(text('A'), image), other)),
    ).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'a', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'A' },
      { role: 'tool', tool_call_id: 'c2', content: 'B' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'From the tool call c1:' },
          imagePart,
          { type: 'text', text: 'Go on.' },
        ],
      },
    ])
  })

  test('says that a result is an error', () => {
    const failed = { ...result(text('no such file')), isError: true } as Part
    expect(messagesOf(user(failed))).toEqual([
      { role: 'tool', tool_call_id: 'c1', content: 'Error: no such file' },
    ])
  })

  test('gives thoughts back, but not to OpenAI, which refuses them', () => {
    const messages = [assistant({ type: 'thinking', text: 'Hm.' }, text('Hi'))]
    expect(written({ messages })['messages']).toEqual([
      { role: 'assistant', content: 'Hi', reasoning_content: 'Hm.' },
    ])
    expect(written({ messages, model: 'gpt-4.1' })['messages']).toEqual([
      { role: 'assistant', content: 'Hi' },
    ])
  })

  test('gives proofs back where they came from', () => {
    const signed = { ...call, proof: 'c2ln' } as Part
    expect(
      messagesOf(assistant({ type: 'thinking', text: 'Hm.', proof: 'cHJv', id: 'r' }, signed)),
    ).toMatchObject([
      {
        reasoning_details: [
          { type: 'reasoning.text', text: 'Hm.', signature: 'cHJv', id: 'r', index: 0 },
        ],
        tool_calls: [{ extra_content: { google: { thought_signature: 'c2ln' } } }],
      },
    ])
  })

  test('tells a document that is text as text, and any other as a file', () => {
    const document = (mediaType: string): Part => ({
      type: 'document',
      source: { type: 'data', mediaType, data: 'SGk=' },
    })
    expect(messagesOf(user(document('text/plain')), user(document('application/pdf')))).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'user',
        content: [
          {
            type: 'file',
            file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,SGk=' },
          },
        ],
      },
    ])
  })

  test('tells programs and their output as text', () => {
    const program: Part = {
      type: 'code',
      id: 'p',
      code: 'print(1)',
      language: 'python',
      result: { output: '1', hasFailed: false },
    }
    const messages = [assistant(text('A'), program, text('B'))]
    expect(written({ messages })['messages']).toEqual([
      {
        role: 'assistant',
        content: 'A\n\n```python\nprint(1)\n```\n\n```\n1\n```\n\nB',
      },
    ])
    expect(reported({ messages })).toEqual({ refused: undefined, warned: ['messages'] })
  })

  test('with what cannot be shown is refused', () => {
    const document: Part = { type: 'document', source: { type: 'url', url: 'https://a.example' } }
    const uploaded: Part = { type: 'image', source: { type: 'file', id: 'file-1' } }
    for (const part of [document, uploaded])
      expect(reported({ messages: [user(part)] })).toEqual({ refused: 'messages', warned: [] })
  })
})

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
