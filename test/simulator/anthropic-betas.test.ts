import { expect, test } from 'bun:test'
import { failureOf, openAnthropic } from './sdk.ts'

const ask = {
  model: 'claude-opus-5',
  max_tokens: 4000,
  messages: [{ role: 'user' as const, content: 'hi' }],
}
const editing = {
  ...ask,
  context_management: {
    edits: [{ type: 'clear_thinking_20251015' as const, keep: 'all' as const }],
  },
}

test('a field of a feature is known with the header of the feature', async () => {
  await using simulator = await openAnthropic()
  const { content } = await simulator.client.beta.messages.create({
    ...editing,
    betas: ['context-management-2025-06-27'],
  })
  expect(content).toMatchObject([{ type: 'text' }])
})

test('and unknown without', async () => {
  await using simulator = await openAnthropic()
  expect(await failureOf(simulator.client.beta.messages.create(editing))).toMatchObject({
    status: 400,
    message: expect.stringContaining('context_management: Extra inputs are not permitted'),
  })
})

test('what stands in it is checked', async () => {
  await using simulator = await openAnthropic()
  const asked = simulator.client.beta.messages.create({
    ...ask,
    betas: ['context-management-2025-06-27'],
    context_management: { edits: [{ type: 'clear_all' as 'compact_20260112' }] },
  })
  expect(await failureOf(asked)).toMatchObject({ status: 400 })
})
