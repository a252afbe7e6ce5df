import { expect, test } from 'bun:test'
import { chat, contents, messages, responses } from '../support/requests.ts'
import { openaiClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const credentials = [{ id: 'mine', secret: 'sk-simulated-one' }]

const world = shareWorld({
  channels: (usual, { openai, anthropic, gemini }) => [
    ...usual,
    {
      id: 'chatty',
      settings: { base_url: `${openai.url}/v1`, protocol: 'openai-chat' },
      credentials,
    },
    {
      id: 'responsive',
      settings: { base_url: openai.url, protocol: 'openai-responses', models: ['gpt-5*'] },
      credentials,
    },
    {
      id: 'claudish',
      settings: {
        base_url: `${anthropic.url}/v1/`,
        protocol: 'anthropic',
        models: ['claude-opus-5', 'house-claude'],
      },
      credentials,
    },
    {
      id: 'geminish',
      settings: { base_url: `${gemini.url}/v1beta`, protocol: 'gemini' },
      credentials: [{ ...credentials[0], models: ['gemini-2.5-*'] }],
    },
  ],
})

const asks: readonly (readonly [channel: string, path: string, body: object])[] = [
  ['chatty', '/v1/chat/completions', chat()],
  ['chatty', '/v1/chat/completions', chat(true)],
  ['chatty', '/v1/embeddings', { model: 'text-embedding-3-small', input: 'one' }],
  ['responsive', '/v1/responses', { ...responses(), model: 'gpt-5' }],
  ['claudish', '/v1/messages', { ...messages(), model: 'claude-opus-5' }],
  ['geminish', '/v1beta/models/gemini-2.5-pro:generateContent', contents()],
  ['geminish', '/v1beta/models/gemini-2.5-pro:streamGenerateContent', contents()],
]

for (const [channel, path, body] of asks) {
  test(`the custom channel ${channel} serves ${path}${'stream' in body && body.stream ? ' as a stream' : ''}`, async () => {
    const response = await world().post(`/${channel}${path}`, body)
    const text = await response.text()
    expect([response.status, response.headers.get('x-switchyard-account')]).toEqual([
      200,
      `${channel}/mine`,
    ])
    expect(text).not.toBe('')
  })
}

test('a model that two channels have is served by both', async () => {
  const served = new Set<string>()
  for (let count = 0; count < 12; count += 1) {
    const body = { ...chat(), messages: [{ role: 'user', content: `conversation ${count}` }] }
    const response = await world().post('/v1/chat/completions', body)
    served.add(response.headers.get('x-switchyard-account')?.split('/')[0] ?? '')
  }
  expect([...served].sort()).toEqual(['chatty', 'openai'])
})

test('of two channels that have a model, only those that speak the protocol are asked', async () => {
  for (let count = 0; count < 6; count += 1) {
    const response = await world().post('/v1/responses', { ...responses(), model: 'gpt-5' })
    const account = response.headers.get('x-switchyard-account') ?? ''
    expect(account).toMatch(/^(openai|responsive)\//)
  }
})

test('a channel with a configured list refuses what is not on it', async () => {
  const body = { ...messages(), model: 'claude-haiku-4-5' }
  const response = await world().post('/claudish/v1/messages', body)
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { type: 'not_found_error', message: expect.stringContaining('claude-haiku-4-5') } },
  ])
})

test('a configured list is shown with names that the upstream does not tell', async () => {
  const { data } = await openaiClient(world(), { channel: 'claudish' }).models.list()
  expect(data.map(({ id }) => id).toSorted()).toEqual(['claude-opus-5', 'house-claude'])
})

test('a configured pattern stands for what the upstream lists', async () => {
  const { data } = await openaiClient(world(), { channel: 'responsive' }).models.list()
  expect(data.map(({ id }) => id)).toEqual(['gpt-5', 'gpt-5-mini', 'gpt-5-search-api'])
})

test('an account with a list of its own serves and shows what is on it and nothing else', async () => {
  const ask = (model: string) =>
    world().post(`/geminish/v1beta/models/${model}:generateContent`, contents())
  const [listed, other] = [await ask('gemini-2.5-flash'), await ask('gemini-3-pro-preview')]
  expect([listed.status, other.status, await other.json()]).toMatchObject([
    200,
    503,
    { error: { message: expect.stringContaining('geminish/mine (not for this model)') } },
  ])
  const { data } = await openaiClient(world(), { channel: 'geminish' }).models.list()
  expect(data.map(({ id }) => id)).toEqual([
    'gemini-2.5-flash',
    'gemini-2.5-flash-lite',
    'gemini-2.5-pro',
    'gemini-2.5-flash-image',
  ])
})

test('a channel that speaks one of a vendor’s protocols has the others translated', async () => {
  const response = await world().post('/responsive/v1/chat/completions', {
    ...chat(),
    model: 'gpt-5',
  })
  expect([response.status, await response.json()]).toMatchObject([
    200,
    {
      object: 'chat.completion',
      choices: [{ message: { content: expect.stringContaining('openai-responses') } }],
    },
  ])
})
