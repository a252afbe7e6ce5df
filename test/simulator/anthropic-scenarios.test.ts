import type Anthropic from '@anthropic-ai/sdk'
import { expect, test } from 'bun:test'
import { failureOf, openAnthropic } from './sdk.ts'

const ask = (content: string) => ({
  model: 'claude-haiku-4-5',
  max_tokens: 4000,
  messages: [{ role: 'user' as const, content }],
})
const weather = {
  name: 'weather',
  input_schema: {
    type: 'object' as const,
    properties: { city: { type: 'string' } },
    required: ['city'],
  },
}
const thinking = { type: 'enabled' as const, budget_tokens: 1024 }
const results = (content: readonly Anthropic.ContentBlock[]) =>
  content.flatMap((block) =>
    block.type === 'tool_use'
      ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'sun' }]
      : [],
  )

test('a tool loop with thinking ends in words that quote what the tools answered', async () => {
  await using simulator = await openAnthropic()
  const asked = { ...ask('use two tools'), thinking, tools: [weather] }
  const first = await simulator.client.messages.create(asked)
  expect(first.content.map(({ type }) => type)).toEqual(['thinking', 'tool_use', 'tool_use'])
  const second = await simulator.client.messages.create({
    ...asked,
    messages: [
      ...asked.messages,
      { role: 'assistant', content: first.content as Anthropic.ContentBlockParam[] },
      { role: 'user', content: results(first.content) },
    ],
  })
  expect(second.content.at(-1)).toMatchObject({
    text: expect.stringContaining('Your tools answered “sun” and “sun”.'),
  })
})

test.each([
  ['thoughts', { ...ask('hi'), thinking }],
  ['thoughts nobody may read', { ...ask('redact this'), thinking }],
  ['thoughts left out', { ...ask('hi'), thinking: { ...thinking, display: 'omitted' as const } }],
  ['calls', { ...ask('call weather twice'), tools: [weather] }],
  [
    'a search',
    {
      ...ask('search for trams'),
      tools: [{ type: 'web_search_20250305' as const, name: 'web_search' as const }],
    },
  ],
  ['a refusal', ask('refuse')],
  ['a stop sequence', { ...ask('hi'), stop_sequences: [' from'] }],
])('a message with %s is in a stream what it is whole', async (_, asked) => {
  await using simulator = await openAnthropic()
  const { id: __, ...whole } = await simulator.client.messages.create(asked)
  const { id: ___, ...streamed } = await simulator.client.messages.stream(asked).finalMessage()
  const withoutIds = (message: unknown): unknown =>
    JSON.parse(JSON.stringify(message).replaceAll(/simulated_\d+/g, ''))
  expect(withoutIds(streamed)).toMatchObject(withoutIds(whole) as object)
})

test('reasons to stop are told', async () => {
  await using simulator = await openAnthropic()
  const refused = await simulator.client.messages.create(ask('refuse'))
  expect(refused).toMatchObject({
    stop_reason: 'refusal',
    content: [],
    stop_details: { type: 'refusal' },
  })
  const stopped = await simulator.client.messages.create({
    ...ask('hi'),
    stop_sequences: [' from'],
  })
  expect(stopped).toMatchObject({
    stop_reason: 'stop_sequence',
    stop_sequence: ' from',
    content: [{ text: 'simulated anthropic answer' }],
  })
})

test('a search is cited in a block of its own', async () => {
  await using simulator = await openAnthropic()
  const { content, usage } = await simulator.client.messages.create({
    ...ask('search for trams'),
    tools: [{ type: 'web_search_20250305', name: 'web_search' }],
  })
  expect(content.map(({ type }) => type)).toEqual([
    'server_tool_use',
    'web_search_tool_result',
    'text',
    'text',
  ])
  expect(content.at(-1)).toMatchObject({ citations: [{ url: 'https://trams.example/rails' }] })
  expect(usage.server_tool_use?.web_search_requests).toBe(1)
})

test('a search is only taken back by the account that made it', async () => {
  await using simulator = await openAnthropic()
  const asked = {
    ...ask('search for trams'),
    tools: [{ type: 'web_search_20250305' as const, name: 'web_search' as const }],
  }
  const { content } = await simulator.client.messages.create(asked)
  const goOn = (client: typeof simulator.client) =>
    client.messages.create({
      ...asked,
      messages: [
        ...asked.messages,
        { role: 'assistant', content: content as Anthropic.ContentBlockParam[] },
        { role: 'user', content: 'go on' },
      ],
    })
  expect(await goOn(simulator.client)).toMatchObject({ stop_reason: 'end_turn' })
  expect(await failureOf(goOn(simulator.other))).toMatchObject({ status: 400 })
})

test('a thought is only taken back by the account that had it, and only unchanged', async () => {
  await using simulator = await openAnthropic()
  const asked = { ...ask('hi'), thinking }
  const { content } = await simulator.client.messages.create(asked)
  const [thought] = content
  if (thought?.type !== 'thinking') throw new Error('there is no thought')
  const goOn = (block: Anthropic.ThinkingBlock, client = simulator.client) =>
    client.messages.create({
      ...asked,
      messages: [
        ...asked.messages,
        { role: 'assistant', content: [block, { type: 'text', text: 'yes' }] },
        { role: 'user', content: 'go on' },
      ],
    })
  expect(await goOn(thought)).toMatchObject({ stop_reason: 'end_turn' })
  const refused = { status: 400, message: expect.stringContaining('signature') }
  expect(await failureOf(goOn(thought, simulator.other))).toMatchObject(refused)
  expect(await failureOf(goOn({ ...thought, thinking: 'changed' }))).toMatchObject(refused)
})
