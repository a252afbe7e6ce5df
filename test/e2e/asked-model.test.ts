import { expect, test } from 'bun:test'
import { anthropicClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld({
  accounts: [{ key: 'sk-simulated-only', name: 'only' }],
  tree: { proxy: { custom_mapping: { 'claude-house': 'responsive/gpt-5' } } },
  channels: (usual, { openai }) => [
    ...usual,
    {
      id: 'responsive',
      settings: { base_url: `${openai.url}/v1`, protocol: 'openai-responses', models: ['gpt-5'] },
      credentials: [{ id: 'mine', secret: 'sk-simulated-only' }],
    },
  ],
})

const ask = {
  model: 'claude-house',
  max_tokens: 2000,
  thinking: { type: 'adaptive' as const },
  messages: [{ role: 'user' as const, content: 'Say one.' }],
}

test('a translated answer calls the model what the request called it, the header what the upstream does', async () => {
  const { data, response } = await anthropicClient(world()).messages.create(ask).withResponse()
  expect([data.model, response.headers.get('x-switchyard-model')]).toEqual([
    'claude-house',
    'gpt-5',
  ])
})

test('so does the beginning of a translated stream', async () => {
  const stream = anthropicClient(world()).messages.stream(ask)
  expect((await stream.finalMessage()).model).toBe('claude-house')
})

test('a name that leads to a channel is told whole', async () => {
  const message = await anthropicClient(world()).messages.create({
    ...ask,
    model: 'responsive/gpt-5',
  })
  expect(message.model).toBe('responsive/gpt-5')
})
