import { expect, test } from 'bun:test'
import type OpenAI from 'openai'
import { openOpenai } from './sdk.ts'

const weather = {
  name: 'weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const model = 'gpt-4o'
const chatTool = { type: 'function' as const, function: weather }
const user = (content: string) => [{ role: 'user' as const, content }]

test('a chat tool loop ends in words that quote what the tools answered', async () => {
  await using simulator = await openOpenai()
  const messages: OpenAI.ChatCompletionMessageParam[] = user('use the tool twice')
  const create = () =>
    simulator.client.chat.completions.create({ model, messages, tools: [chatTool] })
  const called = (await create()).choices[0]?.message
  const ids = called?.tool_calls?.map(({ id }) => id) ?? []
  expect(new Set(ids).size).toBe(2)
  if (called !== undefined) messages.push(called)
  messages.push(...ids.map((id) => ({ role: 'tool' as const, tool_call_id: id, content: 'sun' })))
  const answer = await create()
  expect(answer.choices[0]?.message.content).toContain('Your tools answered “sun” and “sun”.')
})

test('who does not want parallel calls gets one', async () => {
  await using simulator = await openOpenai()
  const answer = await simulator.client.chat.completions.create({
    model,
    messages: user('use the tool twice'),
    tools: [chatTool],
    parallel_tool_calls: false,
  })
  expect(answer.choices[0]?.message.tool_calls).toHaveLength(1)
})

test('parallel calls of a chat stream are told apart by their index', async () => {
  await using simulator = await openOpenai()
  const asked = { model, messages: user('call weather twice'), tools: [chatTool] }
  const whole = await simulator.client.chat.completions.create(asked)
  const streamed = await simulator.client.chat.completions.stream(asked).finalChatCompletion()
  const inputs = (answer: OpenAI.ChatCompletion) =>
    answer.choices[0]?.message.tool_calls?.map((call) => 'function' in call && call.function)
  expect(inputs(whole)).toEqual([
    { name: 'weather', arguments: '{"city":"simulated by team-1"}' },
    { name: 'weather', arguments: '{"city":"simulated by team-1, again"}' },
  ])
  expect(inputs(streamed)).toMatchObject(inputs(whole) ?? [])
})

test('a custom tool is called with a text', async () => {
  await using simulator = await openOpenai()
  const answer = await simulator.client.chat.completions.create({
    model,
    messages: user('call shell'),
    tools: [{ type: 'custom', custom: { name: 'shell' } }],
  })
  expect(answer.choices[0]?.message.tool_calls).toMatchObject([
    { type: 'custom', custom: { name: 'shell', input: 'simulated by team-1' } },
  ])
})

test('several choices differ, and are the same in a stream', async () => {
  await using simulator = await openOpenai()
  const asked = { model, messages: user('hi'), n: 2 }
  const whole = await simulator.client.chat.completions.create(asked)
  const chunks = await Array.fromAsync(
    await simulator.client.chat.completions.create({ ...asked, stream: true }),
  )
  const texts = whole.choices.map((choice) => choice.message.content)
  const streamed = [0, 1].map((index) =>
    chunks
      .flatMap((chunk) => chunk.choices.filter((choice) => choice.index === index))
      .map((choice) => choice.delta.content ?? '')
      .join(''),
  )
  expect(new Set(texts).size).toBe(2)
  expect<unknown>(streamed).toEqual(texts)
})

test('logprobs belong to the tokens, whole and in a stream', async () => {
  await using simulator = await openOpenai()
  const asked = { model, messages: user('hi'), logprobs: true, top_logprobs: 2 }
  const whole = await simulator.client.chat.completions.create(asked)
  const chunks = await Array.fromAsync(
    await simulator.client.chat.completions.create({ ...asked, stream: true }),
  )
  const listed = whole.choices[0]?.logprobs?.content ?? []
  expect(listed.map(({ token }) => token).join('')).toBe(whole.choices[0]?.message.content ?? '')
  expect(listed[0]?.top_logprobs).toHaveLength(2)
  expect(chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.content ?? [])).toEqual(listed)
})

test('a stop sequence ends the text before it', async () => {
  await using simulator = await openOpenai()
  const answer = await simulator.client.chat.completions.create({
    model,
    messages: user('hi'),
    stop: [' from'],
  })
  expect(answer.choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: 'simulated openai-chat answer' },
  })
})

test('a chat that is asked to refuse does, whole and in a stream', async () => {
  await using simulator = await openOpenai()
  const asked = { model, messages: user('please refuse') }
  const whole = await simulator.client.chat.completions.create(asked)
  const streamed = await simulator.client.chat.completions.stream(asked).finalChatCompletion()
  const refusal = 'simulated openai-chat refusal from team-1.'
  expect(whole.choices[0]?.message).toMatchObject({ content: null, refusal })
  expect(streamed.choices[0]?.message).toMatchObject({ refusal })
})

test('a chat that may search cites what it found', async () => {
  await using simulator = await openOpenai()
  const answer = await simulator.client.chat.completions.create({
    model: 'gpt-5-search-api',
    messages: user('search for trams'),
    web_search_options: {},
  })
  const message = answer.choices[0]?.message
  const citation = message?.annotations?.[0]?.url_citation
  expect(message?.content?.slice(citation?.start_index, citation?.end_index)).toBe(
    'Trams run on rails.',
  )
})

const responsesModel = 'gpt-5'

test.each([
  ['parallel calls', { input: 'call weather twice', tools: [weather] }, 2],
  ['a custom tool', { input: 'call shell', tools: [{ type: 'custom', name: 'shell' }] }, 1],
  ['a search', { input: 'search for trams', tools: [{ type: 'web_search' }] }, 2],
  ['a picture', { input: 'draw', tools: [{ type: 'image_generation' }] }, 2],
  ['a refusal', { input: 'refuse' }, 1],
  ['thoughts', { input: 'hi', reasoning: { effort: 'low', summary: 'auto' } }, 2],
])('a response with %s is in a stream what it is whole', async (_, asked, items) => {
  await using simulator = await openOpenai()
  const body: Record<string, unknown> = { model: responsesModel, ...asked }
  if ('tools' in asked && asked.tools?.[0] === weather) {
    body['tools'] = [{ type: 'function', strict: false, ...weather }]
  }
  const post = (stream: boolean) =>
    fetch(`${simulator.url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key-1' },
      body: JSON.stringify({ ...body, stream }),
    })
  const whole: { output: unknown[] } = await (await post(false)).json()
  const events = (await (await post(true)).text()).trim().split('\n\n')
  const last: { response: { output: unknown[] }; sequence_number: number } = JSON.parse(
    events.at(-1)?.split('\ndata: ')[1] ?? '',
  )
  const withoutIds = (output: unknown) => JSON.stringify(output).replaceAll(/simulated_\d+/g, '')
  expect(whole.output).toHaveLength(items)
  expect(withoutIds(last.response.output)).toBe(withoutIds(whole.output))
  expect(last.sequence_number).toBe(events.length - 1)
})

test('encrypted reasoning comes when it is asked for', async () => {
  await using simulator = await openOpenai()
  const { output } = await simulator.client.responses.create({
    model: responsesModel,
    input: 'hi',
    reasoning: { effort: 'low' },
    include: ['reasoning.encrypted_content'],
  })
  expect(output[0]).toMatchObject({
    type: 'reasoning',
    summary: [],
    encrypted_content: expect.stringMatching(/.{40,}/),
  })
})

test('what a test programs is said, once', async () => {
  await using simulator = await openOpenai()
  simulator.program({ say: { text: 'Wait.', toolCalls: [{ name: 'weather', input: { a: 1 } }] } })
  const create = () =>
    simulator.client.chat.completions.create({ model, messages: user('hi'), tools: [chatTool] })
  expect((await create()).choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: { content: 'Wait.', tool_calls: [{ function: { arguments: '{"a":1}' } }] },
  })
  expect((await create()).choices[0]?.message.content).toStartWith('simulated openai-chat')
})
