import { describe, expect, test } from 'bun:test'
import type { Part } from '../../../src/ir/part.ts'
import type { Message, Prompt } from '../../../src/ir/prompt.ts'
import { Report } from '../../../src/ir/report.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-completions/codec.ts'
import { promptOf } from './streams.ts'

const rewritten = (body: JsonObject): JsonObject => {
  const report = new Report()
  const written = codec.writeRequest(promptOf(body), report)
  expect([report.refusal, report.warnings]).toEqual([undefined, []])
  return JSON.parse(JSON.stringify(written))
}

const faultOf = (body: JsonObject): string => {
  const request = { model: 'm', prompt: 'Hi', ...body }
  const result = codec.readRequest(request, { model: '', isStreaming: false })
  return result.type === 'refused' ? `${result.fault.field}: ${result.fault.problem}` : 'read'
}

describe('a request of this protocol', () => {
  test.each<[string, JsonObject]>([
    ['a prompt', { prompt: 'Once upon' }],
    ['a list of one prompt', { prompt: ['Once upon'] }],
    ['a list of prompts', { prompt: ['Once upon', 'Twice'] }],
    ['an empty prompt', { prompt: '' }],
    ['the text that follows', { suffix: ' the end.', echo: true, best_of: 3 }],
    ['probabilities', { logprobs: 0 }],
    ['more probabilities', { logprobs: 5, echo: true, max_tokens: 0 }],
    [
      'sampling',
      {
        temperature: 0.5,
        top_p: 0.9,
        top_k: 4,
        seed: 7,
        presence_penalty: 1,
        frequency_penalty: -1,
        logit_bias: { 50_256: -100 },
        n: 3,
        max_tokens: 20,
      },
    ],
    ['one stop', { stop: 'END' }],
    ['stops', { stop: ['a', 'b'] }],
    ['a stream', { stream: true, stream_options: { include_usage: true }, user: 'u' }],
    ['a field of a vendor', { guided_regex: 'a+' }],
  ])('with %s is written as it was read', (_name, request) => {
    const body = { model: 'some-model', prompt: 'Hi', ...request }
    expect(rewritten(body)).toEqual(body)
  })

  test.each<[string, JsonObject, string]>([
    ['no prompt', { prompt: null }, 'prompt: is required: a string'],
    ['a number', { prompt: 5 }, 'prompt: must be a string'],
    [
      'tokens',
      { prompt: [1, 2] },
      'prompt: is a list of tokens, which cannot be read: send the text itself',
    ],
    [
      'lists of tokens',
      { prompt: [[1], [2]] },
      'prompt: is a list of tokens, which cannot be read: send the text itself',
    ],
    ['an empty list', { prompt: [] }, 'prompt: must not be empty'],
    ['a nameless model', { model: null }, 'model: is required: a string'],
    ['an echo', { echo: 'yes' }, 'echo: must be true or false'],
    ['logprobs', { logprobs: true }, 'logprobs: must be a number'],
    ['a limit', { max_tokens: -1 }, 'max_tokens: must be a whole number of at least 0'],
    ['choices', { n: 0 }, 'n: must be a whole number of at least 1'],
    ['a stop', { stop: {} }, 'stop: must be a list'],
  ])('with %s is refused', (_name, body, fault) => {
    expect(faultOf(body)).toBe(fault)
  })

  test('is the one message of a user', () => {
    expect(promptOf({ prompt: 'Once', logprobs: 2, n: 2 })).toMatchObject({
      system: [],
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'Once' }] }],
      sampling: { wantsLogprobs: true, topLogprobs: 2, choices: 2 },
    })
  })

  test.each<[string, unknown, string]>([
    ['prompt', ['a', 'b'], 'refuse'],
    ['prompt', ['a'], 'quiet'],
    ['suffix', 'x', 'refuse'],
    ['suffix', '', 'quiet'],
    ['max_tokens', 0, 'refuse'],
    ['best_of', 3, 'warn'],
    ['best_of', 1, 'quiet'],
    ['echo', true, 'quiet'],
    ['guided_regex', 'a', 'warn'],
  ])('with %s of %o is %s elsewhere', (name, value, fate) => {
    expect(codec.foreignField(name, value)).toBe(fate as 'quiet')
  })
})

const asked = (more: Partial<Prompt>): Prompt => ({
  model: 'm',
  isStreaming: false,
  system: [],
  messages: [],
  tools: [],
  sampling: { maxTokens: 9 },
  ...more,
})

const translated = (more: Partial<Prompt>): unknown => {
  const report = new Report()
  const body = JSON.parse(JSON.stringify(codec.writeRequest(asked(more), report)))
  const { refusal, warnings } = report
  return { body, refused: refusal?.field, warned: warnings.map(({ field }) => field) }
}

const said = (role: Message['role'], ...texts: readonly string[]): Message => ({
  role,
  parts: texts.map((text) => ({ type: 'text', text })),
})

describe('a request of another protocol', () => {
  test('that is one text of a user is the prompt', () => {
    expect(translated({ messages: [said('user', 'Once', 'upon')] })).toEqual({
      body: { model: 'm', prompt: 'Once\n\nupon', max_tokens: 9 },
      refused: undefined,
      warned: [],
    })
  })

  test('that is a conversation is a transcript, which ends where the user would speak', () => {
    const messages = [said('user', 'Hi'), said('assistant', 'Hello.'), said('user', 'Bye')]
    expect(translated({ system: [{ type: 'text', text: 'Be kind.' }], messages })).toEqual({
      body: {
        model: 'm',
        prompt: 'System: Be kind.\n\nUser: Hi\n\nAssistant: Hello.\n\nUser: Bye\n\nAssistant:',
        max_tokens: 9,
        stop: ['\n\nUser:'],
      },
      refused: undefined,
      warned: ['messages'],
    })
  })

  test('goes on with what the assistant has begun', () => {
    const messages = [said('user', 'Count.'), said('assistant', 'One,')]
    expect(translated({ messages })).toMatchObject({
      body: { prompt: 'User: Count.\n\nAssistant: One,' },
    })
  })

  test('gets room for an answer', () => {
    expect(translated({ sampling: {} })).toMatchObject({
      body: { max_tokens: 1024 },
      warned: ['maxTokens'],
    })
  })

  const image: Part = { type: 'image', source: { type: 'url', url: 'https://a.example' } }
  const call: Part = { type: 'tool-call', kind: 'function', id: 'c', name: 'a', arguments: '{}' }
  test.each<[string, Partial<Prompt>]>([
    ['tools', { tools: [{ type: 'function', name: 'a' }] }],
    ['format', { format: { type: 'json' } }],
    ['modalities', { modalities: ['text', 'image'] }],
    ['messages', { messages: [{ role: 'user', parts: [image] }] }],
    ['messages', { messages: [{ role: 'assistant', parts: [call] }] }],
  ])('is refused for its %s', (refused, more) => {
    expect(translated(more)).toMatchObject({ refused })
  })

  test('may have tools that must not be called', () => {
    const tools = [{ type: 'function', name: 'a' }] as const
    expect(translated({ tools, toolChoice: { type: 'none' } })).toMatchObject({
      refused: undefined,
      warned: [],
    })
  })
})
