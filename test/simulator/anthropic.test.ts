import Anthropic from '@anthropic-ai/sdk'
import { expect, test } from 'bun:test'
import { startSimulator } from '../../src/simulator/index.ts'

const start = async () => {
  const simulator = await startSimulator({
    vendor: 'anthropic',
    accounts: [{ key: 'sk-ant-one', name: 'team-1' }],
    anyClient: true,
  })
  const client = new Anthropic({ apiKey: 'sk-ant-one', baseURL: simulator.url, maxRetries: 0 })
  return Object.assign(simulator, { client })
}

const asked = {
  model: 'claude-opus-5',
  max_tokens: 1000,
  messages: [{ role: 'user' as const, content: 'hello' }],
}
const weather = {
  name: 'weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } },
}

test('a message names protocol and account', async () => {
  await using simulator = await start()
  const answer = await simulator.client.messages.create(asked)
  expect(answer.content).toMatchObject([
    { type: 'text', text: expect.stringContaining('simulated anthropic answer from team-1') },
  ])
  expect(answer.stop_reason).toBe('end_turn')
  expect(simulator.journal.violations).toEqual([])
})

test('a message stream folds to the same message', async () => {
  await using simulator = await start()
  const { id, ...whole } = await simulator.client.messages.create(asked)
  const { id: otherId, ...streamed } = await simulator.client.messages.stream(asked).finalMessage()
  expect(id).not.toBe(otherId)
  expect(streamed).toMatchObject(whole)
})

test('a message stream begins and ends as documented, with a ping in it', async () => {
  await using simulator = await start()
  const events = await Array.fromAsync(
    await simulator.client.messages.create({ ...asked, stream: true }),
  )
  expect([...new Set(events.map((event) => event.type))]).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})

test('thinking comes signed, before the text, whole and in a stream', async () => {
  await using simulator = await start()
  const thinking = {
    ...asked,
    model: 'claude-haiku-4-5',
    max_tokens: 2000,
    thinking: { type: 'enabled' as const, budget_tokens: 1024 },
  }
  const whole = await simulator.client.messages.create(thinking)
  const streamed = await simulator.client.messages.stream(thinking).finalMessage()
  expect(whole.content.map((block) => block.type)).toEqual(['thinking', 'text'])
  expect(whole.content[0]).toMatchObject({ signature: expect.stringMatching(/.+/) })
  expect(streamed.content).toMatchObject(whole.content)
})

test('a prompt that names a tool gets it called, whole and in a stream', async () => {
  await using simulator = await start()
  const tooled = {
    ...asked,
    messages: [{ role: 'user' as const, content: 'call weather' }],
    tools: [weather],
  }
  const whole = await simulator.client.messages.create(tooled)
  const streamed = await simulator.client.messages.stream(tooled).finalMessage()
  const call = { type: 'tool_use', name: 'weather', input: { city: 'simulated by team-1' } }
  expect(whole.content).toMatchObject([call])
  expect(streamed.content).toMatchObject([call])
  expect(streamed.stop_reason).toBe('tool_use')
})

test('a tool result is answered in words', async () => {
  await using simulator = await start()
  const answer = await simulator.client.messages.create({
    ...asked,
    tools: [weather],
    messages: [
      { role: 'user', content: 'call weather' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 't1', content: 'weather: sun' }],
      },
    ],
  })
  expect(answer.content.map((block) => block.type)).toEqual(['text'])
})

test('marked input is written to the cache, then read from it, never counted twice', async () => {
  await using simulator = await start()
  const marked = {
    ...asked,
    system: [
      { type: 'text' as const, text: 'be brief', cache_control: { type: 'ephemeral' as const } },
    ],
  }
  const { input_tokens: counted } = await simulator.client.messages.countTokens({
    model: marked.model,
    messages: marked.messages,
    system: marked.system,
  })
  const { usage: first } = await simulator.client.messages.create(marked)
  const { usage: second } = await simulator.client.messages.create(marked)
  expect(first).toMatchObject({ input_tokens: 0, cache_creation_input_tokens: counted })
  expect(second).toMatchObject({ input_tokens: 0, cache_read_input_tokens: counted })
})

test('models come in pages', async () => {
  await using simulator = await start()
  const page = await simulator.client.models.list({ limit: 2 })
  expect(page.data).toHaveLength(2)
  expect(page.has_more).toBe(true)
  const all = await Array.fromAsync(simulator.client.models.list({ limit: 2 }))
  expect(new Set(all.map((model) => model.id)).size).toBe(5)
  expect(await simulator.client.models.retrieve('claude-haiku-4-5')).toMatchObject({
    type: 'model',
  })
})

test('errors are the ones the SDK knows', async () => {
  await using simulator = await start()
  const { client } = simulator
  const stranger = client.withOptions({ apiKey: 'sk-ant-unknown' })
  expect(await failureOf(stranger.messages.create(asked))).toBeInstanceOf(
    Anthropic.AuthenticationError,
  )
  expect(await failureOf(client.messages.create({ ...asked, model: 'claude-0' }))).toBeInstanceOf(
    Anthropic.NotFoundError,
  )
  simulator.program({ fault: { type: 'status', status: 529 } })
  expect(await failureOf(client.messages.create(asked))).toMatchObject({
    status: 529,
    error: { type: 'error', error: { type: 'overloaded_error' } },
  })
})

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (failure: unknown) => failure,
  )
