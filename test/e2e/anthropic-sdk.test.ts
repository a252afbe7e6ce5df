import Anthropic, { APIError } from '@anthropic-ai/sdk'
import { expect, test } from 'bun:test'
import { anthropicClient, errorOf } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'
import { tokensOf } from '../support/record-parts.ts'

const world = shareWorld({ accounts: [{ key: 'sk-simulated-only', name: 'only' }] })

const ask = {
  model: 'claude-opus-5',
  max_tokens: 2000,
  messages: [{ role: 'user' as const, content: 'Say one.' }],
}
const weather = {
  name: 'weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } },
}
const words =
  'simulated anthropic answer from only: you wrote “Say one.”. There is nobody here – every block 🧱 of this message was laid by hand, and the turn ends with it.'

const failing = (request: Promise<unknown>) => errorOf<APIError>(APIError, request)

test('a message reaches the client whole', async () => {
  const { role, content, stop_reason } = await anthropicClient(world()).messages.create(ask)
  expect({ role, content, stop_reason }).toEqual({
    role: 'assistant',
    content: [{ type: 'text', text: words, citations: null }],
    stop_reason: 'end_turn',
  })
})

test("the SDK's stream helper folds the stream to the message", async () => {
  const texts: string[] = []
  const stream = anthropicClient(world()).messages.stream(ask)
  stream.on('text', (text) => texts.push(text))
  const { content } = await stream.finalMessage()
  expect(content).toMatchObject([{ type: 'text', text: words }])
  expect(texts.join('')).toBe(words)
})

test('the events of a message come in their order', async () => {
  const stream = await anthropicClient(world()).messages.create({ ...ask, stream: true })
  const types = (await Array.fromAsync(stream)).map(({ type }) => type)
  expect(types.filter((type, position) => type !== types[position - 1])).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})

test('a tool call comes whole, in a stream as well', async () => {
  const request = { ...ask, tools: [weather], tool_choice: { type: 'any' as const } }
  const { messages } = anthropicClient(world())
  const called = [
    {
      type: 'tool_use',
      id: expect.stringMatching(/^toolu_simulated_/),
      caller: { type: 'direct' },
      name: 'weather',
      input: { city: 'simulated by only' },
    },
  ]
  expect<unknown>((await messages.create(request)).content).toEqual(called)
  expect((await messages.stream(request).finalMessage()).content).toMatchObject(called)
})

test('the result of a tool goes up and is answered in words', async () => {
  const { content } = await anthropicClient(world()).messages.create({
    ...ask,
    tools: [weather],
    messages: [
      ...ask.messages,
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} }],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' }],
      },
    ],
  })
  expect(content.map(({ type }) => type)).toEqual(['text'])
})

test('thinking comes with its signature, before the text', async () => {
  const thinking = { type: 'enabled' as const, budget_tokens: 1024 }
  const stream = anthropicClient(world()).messages.stream({
    ...ask,
    model: 'claude-haiku-4-5',
    thinking,
  })
  const { content } = await stream.finalMessage()
  expect(content).toMatchObject([
    { type: 'thinking', signature: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) },
    { type: 'text', text: words },
  ])
})

test('cached tokens are recorded in buckets of their own', async () => {
  const cached = { type: 'ephemeral' as const }
  const content = [{ type: 'text' as const, text: 'words to be kept', cache_control: cached }]
  const request = { ...ask, messages: [{ role: 'user' as const, content }] }
  const tokens = async () => {
    const { response } = await anthropicClient(world()).messages.create(request).withResponse()
    return tokensOf(await world().recordOf(response.headers.get('x-request-id') ?? ''))
  }
  const [first, second] = [await tokens(), await tokens()]
  expect({ read: first.cacheReadTokens, fresh: first.inputTokens }).toEqual({ read: 0, fresh: 0 })
  expect({ read: second.cacheReadTokens, written: second.cacheWriteTokens }).toEqual({
    read: first.cacheWriteTokens,
    written: 0,
  })
})

test('tokens are counted', async () => {
  const { max_tokens: _, ...counted } = ask
  const count = await anthropicClient(world()).messages.countTokens(counted)
  expect(count).toEqual({ input_tokens: 3 })
})

test('models are listed in one page of the pagination that the SDK walks', async () => {
  const page = await anthropicClient(world(), { channel: 'anthropic' }).models.list()
  const ids = page.data.map(({ id }) => id)
  expect({ ids, has_more: page.has_more, first_id: page.first_id, last_id: page.last_id }).toEqual({
    ids: [
      'claude-opus-5',
      'claude-sonnet-4-5',
      'claude-sonnet-4-5-20250929',
      'claude-haiku-4-5',
      'claude-3-5-haiku-latest',
    ],
    has_more: false,
    first_id: 'claude-opus-5',
    last_id: 'claude-3-5-haiku-latest',
  })
  expect((await Array.fromAsync(page)).map(({ id }) => id)).toEqual(ids)
})

test("one model is told in the upstream's own words", async () => {
  const model = await anthropicClient(world()).models.retrieve('claude-opus-5')
  expect({ display_name: model.display_name, max_tokens: model.max_tokens }).toEqual({
    display_name: 'Simulated claude-opus-5',
    max_tokens: 64_000,
  })
})

test('a wrong key of the relay is an authentication error of the SDK', async () => {
  const error = await failing(anthropicClient(world(), { key: 'sk-nobody' }).messages.create(ask))
  expect(error).toBeInstanceOf(Anthropic.AuthenticationError)
  expect(error.error).toEqual({
    type: 'error',
    error: { type: 'authentication_error', message: expect.stringContaining('not one of this') },
    request_id: error.requestID,
  })
})

test('an unknown model is a not-found error that names what is near', async () => {
  const error = await failing(
    anthropicClient(world()).messages.create({ ...ask, model: 'claude-opus-6' }),
  )
  expect(error).toBeInstanceOf(Anthropic.NotFoundError)
  expect(error.message).toContain('claude-opus-5')
})

test("an upstream's 400 comes as it is", async () => {
  const error = await failing(anthropicClient(world()).messages.create({ ...ask, max_tokens: 0 }))
  expect(error).toBeInstanceOf(Anthropic.BadRequestError)
  expect(error.error).toMatchObject({
    type: 'error',
    error: { type: 'invalid_request_error', message: expect.stringContaining('max_tokens') },
    request_id: expect.stringMatching(/^req_simulated_/),
  })
})
