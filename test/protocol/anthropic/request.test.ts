import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { Report } from '../../../src/ir/report.ts'
import { isObject, type JsonObject } from '../../../src/protocol/json.ts'
import { readRequest } from './message.ts'
import { requests, richRequest } from './requests.ts'

const again = (body: JsonObject): JsonObject => codec.writeRequest(readRequest(body), new Report())

/** A text and a list of that text are the same, and so are a flag that is off and none. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (!isObject(value)) return value
  const entries = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(
    entries.map(([key, member]) => [
      key,
      (key === 'content' || key === 'system') && typeof member === 'string'
        ? [{ type: 'text', text: member }]
        : plain(member),
    ]),
  )
}

describe('a request read and written', () => {
  test.each(requests)('%s is the same again', (_name, body) => {
    expect(plain(again(body))).toEqual(plain(body))
  })

  test.each(requests)('%s causes neither refusal nor warning', (_name, body) => {
    const report = new Report()
    codec.writeRequest(readRequest(body), report)
    expect({ refusal: report.refusal, warnings: report.warnings }).toEqual({
      refusal: undefined,
      warnings: [],
    })
  })

  test('is the same with any conversation that takes turns', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const body = { model: 'claude-opus-5', max_tokens: 5, messages }
        expect(plain(again(body))).toEqual(plain(body))
      }),
    )
  })
})

const said = fc.string({ minLength: 1 }).map((text) => `${text}.`)
const jsonObject = fc.dictionary(fc.string(), fc.jsonValue()).map(asParsed)

function asParsed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

const block = said.map((text) => ({ type: 'text', text }))
const thought = fc
  .tuple(said, said)
  .map(([thinking, signature]) => ({ type: 'thinking', thinking, signature }))
const call = fc
  .tuple(said, jsonObject)
  .map(([name, input]) => ({ type: 'tool_use', id: `toolu_${name}`, name, input }))
const answer = fc
  .tuple(
    fc.array(thought, { maxLength: 2 }),
    fc.array(block, { minLength: 1, maxLength: 2 }),
    fc.uniqueArray(call, { maxLength: 3, selector: ({ id }) => id }),
  )
  .map(([thoughts, texts, calls]) => [...thoughts, ...texts, ...calls])

const conversation = fc.tuple(block, fc.array(answer, { maxLength: 4 })).map(([first, answers]) => [
  { role: 'user', content: [first] },
  ...answers.flatMap((content) => [
    { role: 'assistant', content },
    { role: 'user', content: replyTo(content) },
  ]),
])

const replyTo = (
  content: readonly { readonly type: string; readonly id?: string }[],
): unknown[] => [
  ...content
    .filter(({ type }) => type === 'tool_use')
    .map(({ id }) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: [{ type: 'text', text: 'Done.' }],
    })),
  { type: 'text', text: 'Go on.' },
]

describe('a request that is not as it should be', () => {
  test.each([
    ['model', { model: 7 }],
    ['model', { model: undefined }],
    ['stream', { stream: 'yes' }],
    ['system', { system: 7 }],
    ['system[0].type', { system: [{ type: 'image' }] }],
    ['system[0].text', { system: [{ type: 'text' }] }],
    ['messages', { messages: undefined }],
    ['messages', { messages: 'Hi' }],
    ['messages[0]', { messages: ['Hi'] }],
    ['messages[0]', { messages: [null] }],
    ['messages[0].role', { messages: [{ content: 'Hi' }] }],
    ['messages[0].role', { messages: [{ role: 'tool', content: 'Hi' }] }],
    ['messages[0].content', { messages: [{ role: 'user' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 7 }] }],
    ['messages[0].content[0]', { messages: [{ role: 'user', content: ['Hi'] }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }],
    [
      'messages[0].content[0].text',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 7 }] }] },
    ],
    [
      'messages[0].content[0].source.type',
      { messages: [{ role: 'user', content: [{ type: 'image' }] }] },
    ],
    [
      'messages[0].content[0].source.media_type',
      {
        messages: [
          { role: 'user', content: [{ type: 'image', source: { type: 'base64', data: 'AA==' } }] },
        ],
      },
    ],
    [
      'messages[0].content[0].cache_control.ttl',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '2h' } }],
          },
        ],
      },
    ],
    [
      'messages[0].content[0].id',
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', name: 'f', input: {} }] }] },
    ],
    [
      'messages[0].content[0].input',
      {
        messages: [
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: '{}' }] },
        ],
      },
    ],
    [
      'messages[0].content[0].tool_use_id',
      { messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] },
    ],
    [
      'messages[0].content[0].is_error',
      {
        messages: [
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', is_error: 1 }] },
        ],
      },
    ],
    [
      'messages[0].content[0].content[0].text',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text' }] }],
          },
        ],
      },
    ],
    [
      'messages[0].content[0].thinking',
      { messages: [{ role: 'assistant', content: [{ type: 'thinking' }] }] },
    ],
    [
      'messages[0].content[0].data',
      { messages: [{ role: 'assistant', content: [{ type: 'redacted_thinking' }] }] },
    ],
    ['tools', { tools: {} }],
    ['tools[0]', { tools: [null] }],
    ['tools[0].name', { tools: [{ input_schema: {} }] }],
    ['tools[0].input_schema', { tools: [{ name: 'f' }] }],
    ['tools[0].input_schema', { tools: [{ name: 'f', input_schema: 'object' }] }],
    [
      'tools[0].max_uses',
      { tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 'all' }] },
    ],
    [
      'tools[0].allowed_domains[0]',
      { tools: [{ type: 'web_search_20250305', name: 'web_search', allowed_domains: [7] }] },
    ],
    ['tool_choice', { tool_choice: 'auto' }],
    ['tool_choice.type', { tool_choice: { type: 'required' } }],
    ['tool_choice.name', { tool_choice: { type: 'tool' } }],
    [
      'tool_choice.disable_parallel_tool_use',
      { tool_choice: { type: 'auto', disable_parallel_tool_use: 'no' } },
    ],
    ['thinking', { thinking: true }],
    ['thinking.type', { thinking: { type: 'much' } }],
    ['thinking.budget_tokens', { thinking: { type: 'enabled' } }],
    ['thinking.budget_tokens', { thinking: { type: 'enabled', budget_tokens: 1.5 } }],
    ['thinking.display', { thinking: { type: 'adaptive', display: 'loud' } }],
    ['output_config', { output_config: 'high' }],
    ['output_config.effort', { output_config: { effort: 'extreme' } }],
    ['output_config.format.type', { output_config: { format: { type: 'xml', schema: {} } } }],
    ['output_config.format.schema', { output_config: { format: { type: 'json_schema' } } }],
    ['max_tokens', { max_tokens: -1 }],
    ['max_tokens', { max_tokens: '5' }],
    ['temperature', { temperature: 'hot' }],
    ['top_p', { top_p: [] }],
    ['top_k', { top_k: 0.5 }],
    ['stop_sequences', { stop_sequences: 'END' }],
    ['stop_sequences[0]', { stop_sequences: [7] }],
    ['metadata', { metadata: 'me' }],
    ['metadata.user_id', { metadata: { user_id: 7 } }],
    ['service_tier', { service_tier: 7 }],
    ['cache_control', { cache_control: 'ephemeral' }],
  ])('is refused for its %s: %j', (field, over) => {
    const read = codec.readRequest({ ...richRequest, ...over }, { model: '', isStreaming: false })
    expect(read).toEqual({ type: 'refused', fault: { field, problem: expect.any(String) } })
  })

  test('is refused or read, and never throws, with anything at any of its places', () => {
    const places = placesOf(richRequest)
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const read = codec.readRequest(asObject(replaced(richRequest, place, value)), {
          model: '',
          isStreaming: false,
        })
        if (read.type === 'read') codec.writeRequest(read.prompt, new Report())
        expect(['read', 'refused']).toContain(read.type)
      }),
      { numRuns: 500 },
    )
  })
})

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {})

type Place = readonly string[]

const placesOf = (value: unknown): readonly Place[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => [
        [key],
        ...placesOf(member).map((place) => [key, ...place]),
      ])
    : []

const replaced = (value: unknown, [key, ...rest]: Place, by: unknown): unknown => {
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((each: unknown, at) => (String(at) === key ? replaced(each, rest, by) : each))
  return { ...asObject(value), [key]: replaced(asObject(value)[key], rest, by) }
}
