import { expect, test } from 'bun:test'
import { openaiClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld({ accounts: [{ key: 'sk-simulated-only', name: 'only' }] })

const words = {
  responses:
    'simulated openai-responses answer from only: you wrote “Say one.”. Nobody thought about it – these words were written beforehand, and their item 🧾 is complete with this one.',
  completions:
    'simulated openai-completions answer from only: you wrote “Say one.”. And so the line goes on – word after word 📜, no model behind any of them, until it stops.',
}

const ask = { model: 'gpt-4o-mini', input: 'Say one.' }
const complete = { model: 'gpt-3.5-turbo-instruct', prompt: 'Say one.' }

test('a response reaches the client whole', async () => {
  const { status, output_text, output } = await openaiClient(world()).responses.create(ask)
  expect({ status, output_text, types: output.map(({ type }) => type) }).toEqual({
    status: 'completed',
    output_text: words.responses,
    types: ['message'],
  })
})

test('the events of a response come in their order, numbered without a gap', async () => {
  const stream = await openaiClient(world()).responses.create({ ...ask, stream: true })
  const events = await Array.fromAsync(stream)
  const types = events.map(({ type }) => type)
  expect(types.filter((type, position) => type !== types[position - 1])).toEqual([
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
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()])
})

test('a response with reasoning shows it before its message', async () => {
  const { output, usage } = await openaiClient(world()).responses.create({
    ...ask,
    model: 'gpt-5',
    reasoning: { effort: 'low', summary: 'auto' },
  })
  expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message'])
  expect(usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0)
})

test('a response calls a function, in a stream as well', async () => {
  const tools = [
    { type: 'function' as const, name: 'weather', parameters: { type: 'object' }, strict: false },
  ]
  const stream = openaiClient(world()).responses.stream({ ...ask, tools, tool_choice: 'required' })
  expect((await stream.finalResponse()).output).toMatchObject([
    { type: 'function_call', name: 'weather', status: 'completed' },
  ])
})

test('a legacy completion reaches the client whole', async () => {
  const answer = await openaiClient(world()).completions.create(complete)
  expect(answer.choices).toEqual([
    { text: words.completions, index: 0, logprobs: null, finish_reason: 'stop' },
  ])
})

test('a legacy completion streams, and its usage is recorded but not shown', async () => {
  const { data, response } = await openaiClient(world())
    .completions.create({ ...complete, stream: true })
    .withResponse()
  const chunks = await Array.fromAsync(data)
  expect(chunks.map(({ choices }) => choices[0]?.text).join('')).toBe(words.completions)
  expect(chunks.filter(({ usage, choices }) => Boolean(usage) || choices.length === 0)).toEqual([])
  const record = await world().recordOf(response.headers.get('x-request-id') ?? '')
  expect(record).toMatchObject({ outcome: 'completed', outputTokens: 29 })
})

test('embeddings are the same numbers in both encodings', async () => {
  const { embeddings } = openaiClient(world())
  const request = { model: 'text-embedding-3-small', input: ['one', 'two'], dimensions: 8 }
  const floats = await embeddings.create({ ...request, encoding_format: 'float' })
  const decoded = await embeddings.create(request)
  const rounded = floats.data.map(({ embedding }) => Array.from(Float32Array.from(embedding)))
  expect(decoded.data.map(({ embedding }) => Array.from(embedding))).toEqual(rounded)
  expect(rounded.map(({ length }) => length)).toEqual([8, 8])
})

test('an embedding is recorded with its tokens', async () => {
  const { response } = await openaiClient(world())
    .embeddings.create({ model: 'text-embedding-3-small', input: 'three little words' })
    .withResponse()
  const record = await world().recordOf(response.headers.get('x-request-id') ?? '')
  const { operation, protocol, inputTokens, outcome } = record
  expect({ operation, protocol, inputTokens, outcome }).toEqual({
    operation: 'embed',
    protocol: 'openai-chat',
    inputTokens: 3,
    outcome: 'completed',
  })
})
