import { describe, expect, test } from 'bun:test'
import { protocols } from '../../src/protocol/index.ts'
import { scanWithLists } from '../../src/protocol/json-scan.ts'
import { readPrefixes } from '../../src/protocol/prefix-marks.ts'
import { keysOf, listKeysOf } from '../../src/protocol/prompt-shape.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'
import { fromText } from '../../src/protocol/bytes.ts'

const long = (word: string): string => `${word} `.repeat(1_500)

const prefixesOf = (protocol: ProtocolId, request: object | string) => {
  const shape = protocols[protocol].prompt
  if (shape === undefined) throw new Error(`${protocol} has no shape`)
  const body = fromText(typeof request === 'string' ? request : JSON.stringify(request))
  return readPrefixes(shape, body, scanWithLists(body, keysOf(shape), new Set(listKeysOf(shape))))
}

const marksOf = (...args: Parameters<typeof prefixesOf>): readonly string[] =>
  prefixesOf(...args).list.map(({ mark }) => mark)

const turn = (role: string, text: string) => ({ role, content: text })

/** Of each protocol a conversation that grows, in its own form. */
const conversations: readonly (readonly [ProtocolId, (...texts: string[]) => object])[] = [
  [
    'openai-chat',
    (...texts) => ({
      messages: [turn('system', long('rules')), ...texts.map((text) => turn('user', text))],
      tools: [{ type: 'function', function: { name: 'look', parameters: {} } }],
    }),
  ],
  [
    'openai-responses',
    (...texts) => ({
      instructions: long('rules'),
      input: texts.map((text) => turn('user', text)),
    }),
  ],
  [
    'anthropic',
    (...texts) => ({
      messages: texts.map((text) => turn('user', text)),
      system: long('rules'),
    }),
  ],
  [
    'gemini',
    (...texts) => ({
      contents: texts.map((text) => ({ role: 'user', parts: [{ text }] })),
      systemInstruction: { parts: [{ text: long('rules') }] },
    }),
  ],
]

describe.each(conversations)('the beginnings of a prompt in %s', (protocol, write) => {
  test('are those of the turn before, and one more for what was added', () => {
    const before = marksOf(protocol, write('one', 'two'))
    const after = marksOf(protocol, write('one', 'two', 'three'))
    expect(before.length).toBeGreaterThan(1)
    expect(after.slice(0, -1)).toEqual([...before])
  })

  test('share what comes before a change, and nothing after it', () => {
    const one = marksOf(protocol, write('one', 'two', 'three'))
    const other = marksOf(protocol, write('one', 'TWO', 'three'))
    expect(one.filter((mark) => other.includes(mark))).toEqual(one.slice(0, -2))
  })

  test('grow in bytes', () => {
    const bytes = prefixesOf(protocol, write('one', 'two', 'three')).list.map((one) => one.bytes)
    expect(bytes).toEqual(bytes.toSorted((one, other) => one - other))
    expect(new Set(bytes).size).toBe(bytes.length)
  })

  test('are not there for what no upstream would cache', () => {
    expect(prefixesOf(protocol, { messages: [turn('user', 'hello')] }).list).toEqual([])
  })

  test('are read from anything without a fault', () => {
    const body = JSON.stringify(write('one', 'two'))
    for (let cut = 0; cut < body.length; cut += 97) {
      const broken = body.slice(0, cut).padEnd(5_000)
      expect(() => prefixesOf(protocol, broken)).not.toThrow()
    }
    for (const value of [7, null, 'x', [7], [[]], [{ content: 7 }], [{ content: [7, null] }]])
      for (const key of ['messages', 'input', 'contents', 'tools', 'system'])
        expect(() => prefixesOf(protocol, { [key]: value, pad: long('x') })).not.toThrow()
  })
})

describe('what is cached by Anthropic', () => {
  const text = (value: string, over: object = {}) => ({ type: 'text', text: value, ...over })
  const request = (...content: object[]) => ({
    system: long('rules'),
    messages: [{ role: 'user', content }],
  })
  const mark = { cache_control: { type: 'ephemeral' } }

  test('is the same wherever the marks stand', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://x' } }
    const plain = marksOf('anthropic', request(text('one'), image, text('two')))
    expect(
      marksOf('anthropic', request(text('one', mark), { ...image, ...mark }, text('two'))),
    ).toEqual([...plain])
  })

  test('begins with the tools, wherever they stand in the body', () => {
    const tools = [{ name: 'look', description: long('looks'), input_schema: {} }]
    const { system, messages } = request(text('one'))
    const marks = marksOf('anthropic', { messages, system, tools })
    expect(marksOf('anthropic', { tools, system, messages })).toEqual([...marks])
    expect(marksOf('anthropic', { tools, system: 'other', messages })[0]).toBe(marks[0] ?? '')
  })

  test('is kept for an hour when a mark says so, else for five minutes', () => {
    const hour = { cache_control: { type: 'ephemeral', ttl: '1h' } }
    expect(prefixesOf('anthropic', request(text('one', hour))).lifetimeMs).toBe(3_600_000)
    expect(prefixesOf('anthropic', request(text('one', mark))).lifetimeMs).toBe(300_000)
  })
})

test('OpenAI keeps a beginning for a day when asked to, and tells caches apart by their key', () => {
  const request = (over: object) => ({ messages: [turn('user', long('words'))], ...over })
  expect(prefixesOf('openai-chat', request({ prompt_cache_retention: '24h' })).lifetimeMs).toBe(
    86_400_000,
  )
  expect(marksOf('openai-chat', request({ prompt_cache_key: 'one' }))).not.toEqual([
    ...marksOf('openai-chat', request({ prompt_cache_key: 'two' })),
  ])
})

test('of many beginnings the first eight and the last fifty-six are told', () => {
  const messages = Array.from({ length: 200 }, (_, index) => turn('user', `${long('x')}${index}`))
  const marks = marksOf('openai-chat', { messages })
  const fewer = marksOf('openai-chat', { messages: messages.slice(0, 64) })
  expect(marks).toHaveLength(64)
  expect(marks.slice(0, 8)).toEqual(fewer.slice(0, 8))
  expect(marksOf('openai-chat', { messages: messages.slice(0, 199) }).slice(-55)).toEqual(
    marks.slice(8, 63),
  )
})

describe('a message', () => {
  const asked = (content: unknown) => ({ messages: [{ role: 'user', content }] })
  const part = (text: string, over: object = {}) => ({ type: 'text', text, ...over })

  test('that is one text is the same as a text and as its only part', () => {
    const plain = prefixesOf('openai-chat', asked(long('one')))
    expect(plain.list).toHaveLength(1)
    expect(prefixesOf('openai-chat', asked([part(long('one'))]))).toEqual(plain)
    const mark = { cache_control: { type: 'ephemeral' } }
    expect(prefixesOf('openai-chat', asked([part(long('one'), mark)]))).toEqual(plain)
  })

  test('shares its first parts with one that goes on in another way', () => {
    const [one, other] = ['how?', 'why?'].map((question) =>
      marksOf('anthropic', asked([part(long('document')), part(question)])),
    )
    expect(one?.[0]).toBe(other?.[0] ?? '')
    expect(one?.[1]).not.toBe(other?.[1] ?? '')
  })

  test('is the same whether it is the last one or not, with white space between all', () => {
    const spaced = (...texts: string[]) =>
      marksOf(
        'anthropic',
        JSON.stringify({ messages: texts.map((text) => turn('user', text)) }, undefined, 2),
      )
    expect(spaced(long('one'), 'two')[0]).toBe(spaced(long('one'))[0] ?? '')
  })

  test('with an image counts as few bytes, as that is few tokens', () => {
    const data = 'A'.repeat(99_000)
    for (const image of [
      { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
    ])
      expect(prefixesOf('anthropic', asked([image])).list[0]?.bytes).toBeLessThan(7_000)
  })

  test('of countless parts is gone through once', () => {
    const parts = Array.from({ length: 20_000 }, () => part('word'))
    expect(prefixesOf('anthropic', asked(parts)).list).toHaveLength(64)
  })
})

describe('what else tells prompts apart', () => {
  const responses = { input: long('one') }

  test('is nothing where the upstream keeps the rest of the prompt', () => {
    for (const over of [{ previous_response_id: 'resp_1' }, { conversation: { id: 'conv_1' } }])
      expect(prefixesOf('openai-responses', { ...responses, ...over }).list).toEqual([])
    const unsaid = { ...responses, previous_response_id: null }
    expect(prefixesOf('openai-responses', unsaid).list).toHaveLength(1)
  })

  test('is the name of a cached content, for an hour, however short the request is', () => {
    const named = (name: string) =>
      prefixesOf('gemini', { cachedContent: name, contents: [{ parts: [{ text: 'hi' }] }] })
    expect(named('cachedContents/a')).toMatchObject({ lifetimeMs: 3_600_000, list: [{}] })
    expect(named('cachedContents/a')).not.toEqual(named('cachedContents/b'))
    expect(named('').list).toEqual([])
  })

  test('is a schema for the answer, and no other wish for its form', () => {
    const formed = (over: object) =>
      marksOf('openai-chat', { messages: [turn('user', long('one'))], ...over })
    expect(formed({ response_format: { type: 'json_object' } })).toEqual(formed({}).slice())
    expect(formed({ response_format: { type: 'json_schema' } })).not.toEqual(formed({}).slice())
  })

  test('is how it thinks, for the messages and not for what is before', () => {
    const thinking = (over: object) =>
      marksOf('anthropic', { system: long('rules'), messages: [turn('user', 'one')], ...over })
    const [system, message] = thinking({ thinking: { type: 'enabled' } })
    expect([system, message === thinking({})[1]]).toEqual([thinking({})[0] ?? '', false])
  })

  test('is no billing note at the head of the system prompt', () => {
    const billed = (note: string) =>
      marksOf('anthropic', {
        system: [
          { type: 'text', text: `x-anthropic-billing-header: ${note}` },
          { type: 'text', text: long('rules') },
        ],
        messages: [],
      })
    expect(billed('a=1')).toEqual(billed('a=2').slice())
  })

  test('is, of a prompt without parts, every step of it', () => {
    const marks = marksOf('openai-completions', { prompt: long('longer') })
    expect(marks.length).toBeGreaterThan(1)
    expect(
      marksOf('openai-completions', { prompt: long('longer') + long('two') }).slice(
        0,
        marks.length,
      ),
    ).toEqual(marks.slice())
  })
})

test('a request full of nested cache marks is searched once', () => {
  const depth = 5_000
  const nested = `${'{"cache_control":'.repeat(depth)}1${'}'.repeat(depth)}`
  const body = `{"system":"${long('rules')}","messages":[${nested}]}`
  expect(prefixesOf('anthropic', body).list).toHaveLength(2)
})
