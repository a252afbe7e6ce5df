import { expect, test } from 'bun:test'
import { toldCalls } from '../../src/simulator/told-calls.ts'
import { openAnthropic } from './sdk.ts'

const tool = (name: string) => ({ name, input_schema: { type: 'object' as const } })
const prompt =
  'Do not refuse. Use the tool read with {"path": "a {b} \\"c\\".txt"} and the tool run with {"now": true}; write comes later.'
const asked = {
  model: 'claude-haiku-4-5',
  max_tokens: 4000,
  tools: [tool('write'), tool('run'), tool('read')],
  messages: [{ role: 'user' as const, content: prompt }],
}

test('calls that a prompt spells out are made just so, and no others', async () => {
  await using simulator = await openAnthropic()
  const { content } = await simulator.client.messages.create(asked)
  expect(content).toMatchObject([
    { type: 'tool_use', name: 'read', input: { path: 'a {b} "c".txt' } },
    { type: 'tool_use', name: 'run', input: { now: true } },
  ])
  expect(content).toHaveLength(2)
})

test('only the first of them is made where one at a time is asked for', async () => {
  await using simulator = await openAnthropic()
  const { content } = await simulator.client.messages.create({
    ...asked,
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
  })
  expect(content.map((block) => block.type === 'tool_use' && block.name)).toEqual(['read'])
})

test('a tool that is not offered is not called', async () => {
  await using simulator = await openAnthropic()
  const { content } = await simulator.client.messages.create({ ...asked, tools: [tool('write')] })
  expect(content.map(({ type }) => type)).toEqual(['text'])
})

test.each(['the tool read with {"path": ', 'the tool read with {path}', 'the tool read with care'])(
  '%s spells out no call',
  (text) => {
    expect(toldCalls(text)).toEqual([])
  },
)
