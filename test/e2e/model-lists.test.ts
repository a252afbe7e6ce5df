import { describe, expect, test } from 'bun:test'
import { openWorld, clientKey } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { anthropicClient, googleClient } from '../support/sdk-clients.ts'
import { shareWorld, untilModelsAreKnown } from '../support/shared-world.ts'

const ids = {
  openai: [
    'gpt-4o',
    'gpt-4o-mini',
    'gpt-4.1',
    'gpt-4.1-mini',
    'gpt-5',
    'gpt-5-mini',
    'gpt-5-search-api',
    'o4-mini',
    'gpt-3.5-turbo-instruct',
    'text-embedding-3-small',
    'text-embedding-3-large',
    'gpt-image-1',
    'whisper-1',
  ],
  anthropic: [
    'claude-opus-5',
    'claude-sonnet-4-5',
    'claude-sonnet-4-5-20250929',
    'claude-haiku-4-5',
    'claude-3-5-haiku-latest',
  ],
  aistudio: [
    'gemini-2.5-flash',
    'gemini-2.5-flash-lite',
    'gemini-2.5-pro',
    'gemini-3-pro-preview',
    'gemini-embedding-001',
    'gemini-2.5-flash-image',
  ],
} as const

const channels = ['openai', 'anthropic', 'aistudio'] as const
const everything = channels.flatMap((channel) => ids[channel])

const anthropicHeaders = { 'anthropic-version': '2023-06-01' }

describe('what the upstreams list', () => {
  const world = shareWorld()
  const list = async (path: string, headers = {}): Promise<unknown> =>
    (await world().get(path, { headers })).json()

  test('is listed of all channels, for an OpenAI client', async () => {
    expect(await list('/v1/models')).toEqual({
      object: 'list',
      data: everything.map((id) => ({
        id,
        object: 'model',
        created: expect.any(Number),
        owned_by: expect.any(String),
      })),
    })
  })

  test('is listed of all channels, for an Anthropic client', async () => {
    expect(await list('/v1/models', anthropicHeaders)).toEqual({
      data: everything.map((id) =>
        expect.objectContaining({ type: 'model', id, display_name: expect.stringContaining(id) }),
      ),
      has_more: false,
      first_id: everything[0],
      last_id: everything.at(-1),
    })
  })

  test('is listed of all channels, for a Gemini client', async () => {
    expect(await list('/v1beta/models')).toEqual({
      models: everything.map((id) => expect.objectContaining({ name: `models/${id}` })),
    })
  })

  test('is in Gemini form at /v1/models for who brings the key as Gemini clients do', async () => {
    const response = await fetch(`${world().url}/v1/models?key=${clientKey}`)
    expect(await response.json()).toHaveProperty('models.length', everything.length)
  })

  test('is listed in the form of the client where Claude clients look for it', async () => {
    for (const path of ['/v1/models/claude', '/anthropic/v1/models/claude'])
      for (const headers of [{}, anthropicHeaders])
        expect(await list(path, headers)).toEqual(await list(path.replace('/claude', ''), headers))
  })

  test('is read page by page by the client of Anthropic', async () => {
    const client = anthropicClient(world())
    const forth = await Array.fromAsync(client.models.list({ limit: 4 }), ({ id }) => id)
    expect(forth).toEqual([...everything])
    const back = await Array.fromAsync(
      client.models.list({ limit: 4, before_id: everything[9] ?? '' }),
      ({ id }) => id,
    )
    expect(back.toSorted()).toEqual(everything.slice(0, 9).toSorted())
  })

  test('is read page by page by the client of Google', async () => {
    const pager = await googleClient(world()).models.list({ config: { pageSize: 4 } })
    expect(pager.page).toHaveLength(4)
    const names = await Array.fromAsync(pager, ({ name }) => name)
    expect(names).toEqual(everything.map((id) => `models/${id}`))
  })

  test.each([
    ['/v1/models?limit=0', anthropicHeaders, 'limit'],
    ['/v1/models?limit=1001', anthropicHeaders, 'limit'],
    ['/v1/models?after_id=nothing', anthropicHeaders, 'after_id'],
    ['/v1/models?before_id=nothing', anthropicHeaders, 'before_id'],
    ['/v1beta/models?pageSize=-1', {}, 'pageSize'],
    ['/v1beta/models?pageToken=bm90aGluZw', {}, 'pageToken'],
  ])('is refused by a page that there is not: %s', async (path, headers, field) => {
    const response = await world().get(path, { headers })
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(field)])
  })

  for (const channel of channels)
    test(`is listed of ${channel} alone below its own path`, async () => {
      expect(await list(`/${channel}/v1/models`)).toMatchObject({
        data: ids[channel].map((id) => ({ id })),
      })
    })

  test('is told one by one, in the form of the client', async () => {
    expect(await list('/v1/models/claude-opus-5')).toEqual({
      id: 'claude-opus-5',
      object: 'model',
      created: Date.parse('2025-06-15T00:00:00Z') / 1000,
      owned_by: 'anthropic',
    })
    expect(await list('/v1beta/models/claude-opus-5')).toEqual({
      name: 'models/claude-opus-5',
      version: '001',
      displayName: 'Simulated claude-opus-5',
      inputTokenLimit: 200_000,
      outputTokenLimit: 64_000,
      supportedGenerationMethods: ['generateContent', 'countTokens'],
    })
    expect(await list('/v1/models/gemini-2.5-pro', anthropicHeaders)).toEqual({
      type: 'model',
      id: 'gemini-2.5-pro',
      display_name: 'Simulated gemini-2.5-pro',
      created_at: '1970-01-01T00:00:00Z',
      capabilities: null,
      deprecated_at: null,
      lifecycle: 'active',
      line: null,
      max_input_tokens: 1_048_576,
      max_tokens: 65_536,
      retires_at: null,
    })
    expect(await list('/v1/models/openai/gpt-4o')).toMatchObject({ id: 'gpt-4o' })
  })

  test('does not hold what nobody lists', async () => {
    const response = await world().get('/v1/models/gpt-4o-mimi')
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { code: 'model_not_found', message: expect.stringContaining('gpt-4o-mini') } },
    ])
  })
})

test('a configured list is what is listed and what is served', async () => {
  await using world = await openWorld({
    channels: ([openai]) => [
      { ...openai, settings: { ...openai?.settings, models: ['gpt-5', 'gpt-4o*', 'house'] } },
    ],
  })
  await untilModelsAreKnown(world)
  while (!(await (await world.get('/v1/models')).text()).includes('gpt-4o'));
  const { data }: { data: { id: string }[] } = await (await world.get('/v1/models')).json()
  expect(data.map(({ id }) => id)).toEqual(['gpt-4o', 'gpt-4o-mini', 'gpt-5', 'house'])
})

test('accounts that may serve different models are listed as what they offer together', async () => {
  const may: Readonly<Record<string, readonly string[]>> = { one: ['gpt-4o*'], two: ['gpt-5'] }
  await using world = await openWorld({
    channels: ([openai]) => [
      {
        ...openai,
        credentials: (openai?.credentials ?? []).map((credential) => ({
          ...credential,
          models: may[String(credential['id'])],
        })),
      },
    ],
  })
  const listed = async (): Promise<readonly string[]> => {
    const { data }: { data: { id: string }[] } = await (await world.get('/v1/models')).json()
    return data.map(({ id }) => id).toSorted()
  }
  while ((await listed()).length < 3);
  expect(await listed()).toEqual(['gpt-4o', 'gpt-4o-mini', 'gpt-5'])
})

test('while no list can be had, a built-in channel serves the names it is known for', async () => {
  const fault = { type: 'status' as const, status: 500 as const }
  await using world = await openWorld({
    channels: ([openai], simulators) => {
      simulators.openai.program({ operation: 'models', fault, times: 99 })
      return [openai ?? {}]
    },
  })
  const asked = await world.openai.journal.next(({ operation }) => operation === 'models')
  await world.openai.journal.ended(asked)
  const statuses = await Promise.all(
    ['gpt-4o-mini', 'claude-opus-5'].map(
      async (model) => (await world.post('/v1/chat/completions', { ...chat(), model })).status,
    ),
  )
  expect([asked.status, statuses]).toEqual([500, [200, 404]])
  expect(await (await world.get('/v1/models')).json()).toEqual({ object: 'list', data: [] })
})

const mapping = {
  house: 'anthropic/claude-opus-5',
  'gpt-5': 'aistudio/gemini-2.5-pro',
  'any-*': 'openai/gpt-4o',
  nowhere: 'no-such-model',
}

describe('names of the operator’s own', () => {
  const world = shareWorld({ tree: { proxy: { custom_mapping: mapping } } })
  const list = async (path: string, headers = {}): Promise<unknown> =>
    (await world().get(path, { headers })).json()

  test('are listed with what is known of the model, instead of the model that they hide', async () => {
    const { data }: { data: readonly { id: string }[] } = await (
      await world().get('/v1/models')
    ).json()
    const names = data.map(({ id }) => id)
    expect(names.toSorted()).toEqual([...everything, 'house'].toSorted())
    expect(await list('/v1/models/house', anthropicHeaders)).toMatchObject({
      id: 'house',
      display_name: 'Simulated claude-opus-5',
      max_tokens: 64_000,
    })
    expect(await list('/v1/models/gpt-5')).toMatchObject({ id: 'gpt-5', owned_by: 'aistudio' })
    expect(await list('/v1beta/models/gpt-5')).toMatchObject({ name: 'models/gpt-5' })
  })

  test('are not known below the path of a channel', async () => {
    expect((await world().get('/anthropic/v1/models/house')).status).toBe(404)
    expect(await list('/openai/v1/models/gpt-5')).toMatchObject({ owned_by: 'simulated' })
  })

  test.each([
    ['house', 'anthropic', 'claude-opus-5', 'agent'],
    ['gpt-5', 'aistudio', 'gemini-2.5-pro', 'agent'],
    ['any-thing', 'openai', 'gpt-4o', 'agent'],
    ['openai/gpt-5', 'openai', 'gpt-5', 'agent'],
    ['gpt-5-search-api', 'openai', 'gpt-5-search-api', 'web_search'],
    ['gpt-image-1', 'openai', 'gpt-image-1', 'image_gen'],
    ['gemini-2.5-flash-image', 'aistudio', 'gemini-2.5-flash-image', 'image_gen'],
  ])('are told where they lead: %s', async (model, channel, mapped, type) => {
    const response = await world().post('/v1/models/detect', { model })
    expect(await response.json()).toEqual({
      model,
      mapped_model: mapped,
      channel,
      type,
      features: { has_web_search: type === 'web_search', is_image_gen: type === 'image_gen' },
    })
  })

  test('lead nowhere when the channel of the path does not have them', async () => {
    const response = await world().post('/nochannel/v1/models/detect', { model: 'house' })
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { code: 'channel_not_found' } },
    ])
  })

  test('that lead nowhere are refused in the form of the client', async () => {
    const ask = async (body: object, headers = {}): Promise<unknown> => {
      const response = await world().post('/v1/models/detect', body, { headers })
      return [response.status, await response.json()]
    }
    expect(await ask({ model: 'gpt-4o-mimi' })).toMatchObject([
      404,
      { error: { code: 'model_not_found', message: expect.stringContaining('gpt-4o-mini') } },
    ])
    expect(await ask({})).toMatchObject([400, { error: { param: 'model' } }])
    expect(await ask({}, anthropicHeaders)).toMatchObject([
      400,
      { type: 'error', error: { message: expect.stringContaining('"model"') } },
    ])
  })
})

test('a wish at the end of a name is told', async () => {
  await using world = await openWorld({ tree: { proxy: { model_suffixes: true } } })
  await untilModelsAreKnown(world)
  const response = await world.post('/v1/models/detect', { model: 'gemini-2.5-pro-search' })
  expect(await response.json()).toMatchObject({
    mapped_model: 'gemini-2.5-pro',
    type: 'web_search',
    features: { has_web_search: true },
  })
})

test('models that no account may use any more are not listed', async () => {
  await using world = await openWorld()
  await untilModelsAreKnown(world)
  world.anthropic.program({ fault: { type: 'status', status: 401 }, times: 99 })
  const listed = async (): Promise<readonly string[]> => {
    const { data }: { data: { id: string }[] } = await (await world.get('/v1/models')).json()
    return data.map(({ id }) => id)
  }
  expect(await listed()).toContain('claude-opus-5')
  const question = [{ role: 'user', content: 'hi' }]
  while ((await listed()).includes('claude-opus-5'))
    await world.post('/v1/messages', {
      model: 'claude-opus-5',
      max_tokens: 9,
      messages: question,
    })
  expect(await listed()).toContain('gpt-4o')
  expect(await (await world.get('/anthropic/v1/models')).json()).toEqual({
    object: 'list',
    data: [],
  })
})

test('a configured model that the channel’s accounts may not use is not listed', async () => {
  await using world = await openWorld({
    channels: ([openai]) => [
      { ...openai, settings: { ...openai?.settings, models: ['gpt-5', 'gpt-4o'] } },
    ],
    credential: { models: ['gpt-5*'] },
  })
  const { data }: { data: { id: string }[] } = await (await world.get('/v1/models')).json()
  expect(data.map(({ id }) => id)).toEqual(['gpt-5'])
})
