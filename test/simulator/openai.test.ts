import { expect, test } from 'bun:test'
import OpenAI from 'openai'
import { startSimulator } from '../../src/simulator/index.ts'

const start = async () => {
  const simulator = await startSimulator({
    vendor: 'openai',
    accounts: [{ key: 'sk-one', name: 'team-1' }],
    anyClient: true,
  })
  const client = new OpenAI({ apiKey: 'sk-one', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
  return Object.assign(simulator, { client })
}

const messages = [{ role: 'user' as const, content: 'hello' }]
const weather = {
  name: 'weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

test('a chat answer names protocol and account, and its usage adds up', async () => {
  await using simulator = await start()
  const answer = await simulator.client.chat.completions.create({ model: 'gpt-4o', messages })
  expect(answer.choices[0]?.message.content).toStartWith(
    'simulated openai-chat answer from team-1: you wrote “hello”.',
  )
  expect(answer.choices[0]?.finish_reason).toBe('stop')
  const usage = answer.usage
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0))
  expect(simulator.journal.violations).toEqual([])
})

test('a chat stream folds to the answer, without usage when nobody asked', async () => {
  await using simulator = await start()
  const whole = await simulator.client.chat.completions.create({ model: 'gpt-4o', messages })
  const chunks = await Array.fromAsync(
    await simulator.client.chat.completions.create({ model: 'gpt-4o', messages, stream: true }),
  )
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
  expect(text).toBe(whole.choices[0]?.message.content ?? '')
  expect(chunks.filter((chunk) => chunk.choices.length === 0)).toEqual([])
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
})

test('a chat stream with usage asked for ends with a chunk that has only that', async () => {
  await using simulator = await start()
  const chunks = await Array.fromAsync(
    await simulator.client.chat.completions.create({
      model: 'gpt-4o',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    }),
  )
  expect(chunks.at(-1)?.choices).toEqual([])
  expect(chunks.map((chunk) => chunk.usage).filter(Boolean)).toHaveLength(1)
  expect(chunks.at(-1)?.usage?.completion_tokens).toBe(chunks.length - 3)
})

test('a chat prompt that names a tool gets it called, whole and in a stream', async () => {
  await using simulator = await start()
  const asked = {
    model: 'gpt-4o',
    messages: [{ role: 'user' as const, content: 'call weather' }],
    tools: [{ type: 'function' as const, function: weather }],
  }
  const whole = await simulator.client.chat.completions.create(asked)
  const call = whole.choices[0]?.message.tool_calls?.[0]
  expect(call).toMatchObject({
    function: { name: 'weather', arguments: '{"city":"simulated by team-1"}' },
  })
  const streamed = await simulator.client.chat.completions.stream(asked).finalChatCompletion()
  expect(streamed.choices[0]?.message.tool_calls).toMatchObject([
    { function: { name: 'weather', arguments: '{"city":"simulated by team-1"}' } },
  ])
  expect(streamed.choices[0]?.finish_reason).toBe('tool_calls')
})

test('a chat answer stops at the limit of tokens and says so', async () => {
  await using simulator = await start()
  const answer = await simulator.client.chat.completions.create({
    model: 'gpt-4o',
    messages,
    max_completion_tokens: 3,
  })
  expect(answer.choices[0]?.message.content).toBe('simulated openai-chat answer')
  expect(answer.choices[0]?.finish_reason).toBe('length')
})

test('structured output fits the schema', async () => {
  await using simulator = await start()
  const answer = await simulator.client.chat.completions.create({
    model: 'gpt-4o',
    messages,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'w', schema: weather.parameters },
    },
  })
  expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
    city: 'simulated by team-1',
  })
})

test('a response has reasoning when asked for, and names the account', async () => {
  await using simulator = await start()
  const answer = await simulator.client.responses.create({
    model: 'gpt-5',
    input: 'hello',
    reasoning: { effort: 'low', summary: 'auto' },
  })
  expect(answer.output.map((item) => item.type)).toEqual(['reasoning', 'message'])
  expect(answer.output_text).toStartWith('simulated openai-responses answer from team-1')
  expect(answer.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0)
})

test('a response stream is numbered without gaps and folds to its completed response', async () => {
  await using simulator = await start()
  const events = await Array.fromAsync(
    await simulator.client.responses.create({ model: 'gpt-5', input: 'hello', stream: true }),
  )
  expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()])
  const types = [...new Set(events.map((event) => event.type))]
  expect(types).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
})

test('the SDK rebuilds a streamed response with a tool call', async () => {
  await using simulator = await start()
  const final = await simulator.client.responses
    .stream({
      model: 'gpt-5',
      input: 'call weather',
      tools: [{ type: 'function', strict: false, ...weather }],
    })
    .finalResponse()
  expect(final.output).toMatchObject([
    { type: 'function_call', name: 'weather', arguments: '{"city":"simulated by team-1"}' },
  ])
})

test('a completion answers whole and in a stream', async () => {
  await using simulator = await start()
  const asked = { model: 'gpt-3.5-turbo-instruct', prompt: 'hello' }
  const whole = await simulator.client.completions.create(asked)
  const chunks = await Array.fromAsync(
    await simulator.client.completions.create({ ...asked, stream: true }),
  )
  expect(whole.choices[0]?.text).toStartWith('simulated openai-completions answer from team-1')
  expect(chunks.map((chunk) => chunk.choices[0]?.text).join('')).toBe(whole.choices[0]?.text ?? '')
})

test('embeddings come as the SDK asks for them, one for each text', async () => {
  await using simulator = await start()
  const answer = await simulator.client.embeddings.create({
    model: 'text-embedding-3-small',
    input: ['a', 'b'],
    dimensions: 8,
  })
  expect(answer.data.map((entry) => entry.embedding.length)).toEqual([8, 8])
  expect(answer.data[0]?.embedding).not.toEqual(answer.data[1]?.embedding)
})

test('models are listed and shown one by one', async () => {
  await using simulator = await start()
  const ids = (await Array.fromAsync(simulator.client.models.list())).map((model) => model.id)
  expect(ids).toContain('gpt-4o')
  expect(await simulator.client.models.retrieve('gpt-4o')).toMatchObject({ object: 'model' })
})

test('what an account has read before counts as cached', async () => {
  await using simulator = await start()
  const create = () => simulator.client.chat.completions.create({ model: 'gpt-4o', messages })
  expect((await create()).usage?.prompt_tokens_details?.cached_tokens).toBe(0)
  expect((await create()).usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(0)
})

test('errors are the ones the SDK knows', async () => {
  await using simulator = await start()
  const stranger = simulator.client.withOptions({ apiKey: 'sk-unknown' })
  const asked = { model: 'gpt-4o', messages }
  expect(await failureOf(stranger.chat.completions.create(asked))).toMatchObject({
    status: 401,
    code: 'invalid_api_key',
  })
  const unknown = simulator.client.chat.completions.create({ ...asked, model: 'gpt-0' })
  expect(await failureOf(unknown)).toMatchObject({ status: 404, code: 'model_not_found' })
  simulator.program({
    fault: { type: 'status', status: 429, retry: { type: 'seconds', seconds: 7 } },
  })
  const limited = await failureOf(simulator.client.chat.completions.create(asked))
  expect(limited).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
})

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (failure: unknown) => failure,
  )
