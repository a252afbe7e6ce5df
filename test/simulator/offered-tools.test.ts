import { expect, test } from 'bun:test'
import { openOpenai } from './sdk.ts'

const group = {
  type: 'namespace' as const,
  name: 'functions',
  description: '',
  tools: [
    { type: 'custom' as const, name: 'exec' },
    { type: 'function' as const, name: 'wait', parameters: { type: 'object' }, strict: false },
  ],
}
const offer = { type: 'additional_tools' as const, id: 'at_1', role: 'developer' as const }
const ask = (content: string) => ({ role: 'user' as const, content })

test('tools that the conversation brings are called, by their name and their group', async () => {
  await using simulator = await openOpenai()
  const { output } = await simulator.client.responses.create({
    model: 'gpt-5',
    input: [
      { ...offer, tools: [group] },
      ask('Use the tool exec with "1 + 1" and the tool wait with {"id": 1}.'),
    ],
  })
  expect(output).toMatchObject([
    { type: 'custom_tool_call', namespace: 'functions', name: 'exec', input: '1 + 1' },
    { type: 'function_call', namespace: 'functions', name: 'wait', arguments: '{"id":1}' },
  ])
})

test('a call that is spelled out in the wrong form is not made', async () => {
  await using simulator = await openOpenai()
  const { output } = await simulator.client.responses.create({
    model: 'gpt-5',
    tools: [group],
    input: [ask('Use the tool exec with {"code": "1 + 1"}.')],
  })
  expect(output.map(({ type }) => type)).toEqual(['message'])
})
