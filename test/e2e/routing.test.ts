import { describe, expect, test } from 'bun:test'
import { chat, completions, contents, messages, responses } from '../support/requests.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld({
  tree: {
    proxy: {
      default_channel: 'openai',
      custom_mapping: {
        'my-model': 'openai/gpt-4o',
        'my-*': 'openai/gpt-4.1',
        'my-mini-*': 'openai/gpt-4.1-mini',
        renamed: 'gpt-5-mini',
        'žluťoučký 漢字': 'gpt-4o',
      },
    },
  },
})

const scoped: readonly (readonly [channel: string, path: string, body: object])[] = [
  ['openai', '/v1/chat/completions', chat()],
  ['openai', '/v1/responses', responses()],
  ['openai', '/v1/completions', completions()],
  ['openai', '/v1/embeddings', { model: 'text-embedding-3-small', input: 'one' }],
  ['anthropic', '/v1/messages', messages()],
  [
    'anthropic',
    '/v1/messages/count_tokens',
    { model: messages().model, messages: messages().messages },
  ],
  ['aistudio', '/v1beta/models/gemini-2.5-flash:generateContent', contents()],
  ['aistudio', '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', contents()],
  ['aistudio', '/v1beta/models/gemini-2.5-flash:countTokens', contents()],
  ['aistudio', '/v1/models/gemini-2.5-flash:generateContent', contents()],
  [
    'aistudio',
    '/v1beta/models/gemini-embedding-001:embedContent',
    { content: { parts: [{ text: 'one' }] } },
  ],
  [
    'aistudio',
    '/v1beta/models/gemini-embedding-001:batchEmbedContents',
    {
      requests: [{ model: 'models/gemini-embedding-001', content: { parts: [{ text: 'one' }] } }],
    },
  ],
]

for (const [channel, path, body] of scoped) {
  test(`/${channel}${path} asks that channel`, async () => {
    const response = await world().post(`/${channel}${path}`, body)
    expect([response.status, response.headers.get('x-switchyard-account')]).toEqual([
      200,
      expect.stringMatching(new RegExp(`^${channel}/(one|two)$`)),
    ])
  })
}

const named: readonly (readonly [asked: string, upstream: string])[] = [
  ['gpt-4o-mini', 'gpt-4o-mini'],
  ['openai/gpt-4o-mini', 'gpt-4o-mini'],
  ['my-model', 'gpt-4o'],
  ['my-thing', 'gpt-4.1'],
  ['my-mini-thing', 'gpt-4.1-mini'],
  ['renamed', 'gpt-5-mini'],
  ['žluťoučký 漢字', 'gpt-4o'],
]

for (const [asked, upstream] of named) {
  test(`the model ${asked} is ${upstream} to the upstream, and told as such`, async () => {
    const response = await world().post('/v1/chat/completions', { ...chat(), model: asked })
    const answer: { readonly model: string } = await response.json()
    expect([response.headers.get('x-switchyard-model'), answer.model]).toEqual([upstream, upstream])
  })
}

test('a model that nobody lists goes to the default channel under its own name', async () => {
  const response = await world().post('/v1/chat/completions', { ...chat(), model: 'house-model' })
  const entry = world().openai.journal.entries.findLast(({ body }) => body.includes('house-model'))
  expect([response.status, JSON.parse(entry?.body ?? '{}')]).toEqual([
    404,
    { ...chat(), model: 'house-model' },
  ])
})

const oddNames = ['žluťoučký 漢字 🚃', 'two\nlines\u0000', '\ud83d']

for (const model of oddNames) {
  test(`the model ${JSON.stringify(model)} goes up as it is, and the answer comes back`, async () => {
    const body = { ...chat(), model }
    const response = await world().post('/openai/v1/chat/completions', JSON.stringify(body))
    const entry = world().openai.journal.entries.findLast(({ method }) => method === 'POST')
    const shown = response.headers.get('x-switchyard-model') ?? ''
    expect([response.status, JSON.parse(entry?.body ?? '{}'), decodeURIComponent(shown)]).toEqual([
      404,
      body,
      model.toWellFormed(),
    ])
  })
}

test('the prefix of a scoped channel may be repeated in the model', async () => {
  const body = { ...chat(), model: 'openai/gpt-4o' }
  const response = await world().post('/openai/v1/chat/completions', body)
  expect(response.headers.get('x-switchyard-model')).toBe('gpt-4o')
})

test('a prefix works in the path of a Gemini request', async () => {
  const response = await world().post(
    '/v1beta/models/aistudio/gemini-2.5-flash:generateContent',
    contents(),
  )
  expect([response.status, response.headers.get('x-switchyard-model')]).toEqual([
    200,
    'gemini-2.5-flash',
  ])
})

describe('a protocol that the channel does not speak is translated', () => {
  const textOf = async (body: object): Promise<unknown> => {
    const response = await world().post('/v1/messages', { ...body, model: 'gpt-4o-mini' })
    expect(response.status).toBe(200)
    const { content } = await response.json()
    return content
  }

  test('into the first of its own', async () => {
    expect(await textOf(messages())).toMatchObject([
      { type: 'text', text: expect.stringContaining('simulated openai-responses') },
    ])
  })

  test('into another one that can say what the first cannot', async () => {
    expect(await textOf({ ...messages(), stop_sequences: ['END'] })).toMatchObject([
      { type: 'text', text: expect.stringContaining('simulated openai-chat') },
    ])
  })
})

test('what no channel of the model offers is refused in words that help', async () => {
  const response = await world().post('/v1/audio/transcriptions', {
    ...messages(),
    model: 'claude-sonnet-4-5',
  })
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { message: expect.stringContaining('anthropic speaks') } },
  ])
})
