import { expect, test } from 'bun:test'
import { tokensOf } from '../support/record-parts.ts'
import { openaiClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'
import { chat, completions } from '../support/requests.ts'

const world = shareWorld({ accounts: [{ key: 'sk-simulated-only', name: 'only' }] })

const ask = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say one.' }] }
const words =
  'simulated openai-chat answer from only: you wrote “Say one.”. No model was called – this text is canned, so that you can watch a stream go by 🚃🚃🚃 and end.'

const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}

test('a chat answer reaches the client whole', async () => {
  const answer = await openaiClient(world()).chat.completions.create(ask)
  expect(answer.choices).toEqual([
    {
      index: 0,
      message: { role: 'assistant', content: words, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ])
})

test('a chat stream brings every delta, in order, and ends', async () => {
  const stream = await openaiClient(world()).chat.completions.create({ ...ask, stream: true })
  const chunks = await Array.fromAsync(stream)
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(words)
  expect(chunks.map(({ choices }) => choices[0]?.finish_reason).filter(Boolean)).toEqual(['stop'])
})

test("the SDK's stream helper folds the stream to the answer", async () => {
  const stream = openaiClient(world()).chat.completions.stream(ask)
  const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0] ?? {}
  expect({ content: message?.content, finish_reason }).toEqual({
    content: words,
    finish_reason: 'stop',
  })
})

test('a client that asked for usage sees the usage chunk', async () => {
  const stream = await openaiClient(world()).chat.completions.create({
    ...ask,
    stream: true,
    stream_options: { include_usage: true },
  })
  const last = (await Array.fromAsync(stream)).at(-1)
  expect({ choices: last?.choices, total: last?.usage?.total_tokens }).toEqual({
    choices: [],
    total: 33,
  })
})

for (const [path, body] of [
  ['/v1/chat/completions', chat(true)],
  ['/v1/completions', completions(true)],
] as const)
  for (const options of [undefined, null, {}, { include_usage: false }]) {
    test(`a client that wrote stream_options ${JSON.stringify(options)} to ${path} sees no usage chunk`, async () => {
      const response = await world().post(path, {
        ...body,
        ...(options === undefined ? {} : { stream_options: options }),
      })
      const text = await response.text()
      expect(text).toEndWith('data: [DONE]\n\n')
      expect(text).not.toContain('"choices":[]')
      expect(text).not.toContain('total_tokens')
    })
  }

for (const stream_options of [null, { include_usage: true }]) {
  test(`usage is recorded of a stream with stream_options ${JSON.stringify(stream_options)}`, async () => {
    const requestId = `usage-${JSON.stringify(stream_options)}`
    const body = {
      ...chat(true),
      messages: [{ role: 'user', content: requestId }],
      stream_options,
    }
    const headers = { 'x-request-id': requestId }
    await (await world().post('/v1/chat/completions', body, { headers })).text()
    const record = await world().recordOf(requestId)
    expect(tokensOf(record)).toEqual({
      inputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 2,
      outputTokens: 29,
      reasoningTokens: 0,
    })
  })
}

test('usage is recorded of a stream of completions that did not ask for it', async () => {
  const headers = { 'x-request-id': 'usage-of-completions' }
  await (await world().post('/v1/completions', completions(true), { headers })).text()
  const { inputTokens, outputTokens } = tokensOf(await world().recordOf('usage-of-completions'))
  expect({ inputTokens, outputTokens }).toEqual({ inputTokens: 2, outputTokens: 29 })
})

test('a tool call comes whole', async () => {
  const answer = await openaiClient(world()).chat.completions.create({
    ...ask,
    tools: [weather],
    tool_choice: 'required',
  })
  expect(answer.choices[0]?.message.tool_calls).toEqual([
    {
      id: expect.stringMatching(/^call_simulated_/),
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"simulated by only"}' },
    },
  ])
})

test('a tool call comes in a stream, piece by piece', async () => {
  const stream = openaiClient(world()).chat.completions.stream({
    ...ask,
    tools: [weather],
    tool_choice: 'required',
  })
  const { choices } = await stream.finalChatCompletion()
  expect(choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: {
      tool_calls: [{ function: { name: 'weather', arguments: '{"city":"simulated by only"}' } }],
    },
  })
})

test('the result of a tool goes up and is answered in words', async () => {
  const call = {
    id: 'call_1',
    type: 'function' as const,
    function: { name: 'weather', arguments: '{}' },
  }
  const answer = await openaiClient(world()).chat.completions.create({
    ...ask,
    tools: [weather],
    messages: [
      ...ask.messages,
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
    ],
  })
  expect(answer.choices[0]?.message.content).toContain('Your tools answered “sunny”.')
})

test('reasoning is told by its tokens, and recorded apart from the output', async () => {
  const { data, response } = await openaiClient(world())
    .chat.completions.create({ ...ask, model: 'gpt-5', reasoning_effort: 'low' })
    .withResponse()
  const reasoning = data.usage?.completion_tokens_details?.reasoning_tokens ?? -1
  const record = await world().recordOf(response.headers.get('x-request-id') ?? '')
  expect({ output: record.outputTokens, reasoning: record.reasoningTokens }).toEqual({
    output: (data.usage?.completion_tokens ?? 0) - reasoning,
    reasoning,
  })
  expect(reasoning).toBeGreaterThan(0)
})
