import { describe, expect, test } from 'bun:test'
import { openWorld, clientKey } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { anthropicClient, googleClient } from '../support/sdk-clients.ts'
import { shareWorld, untilModelsAreKnown } from '../support/shared-world.ts'
import { anthropicHeaders, channels, everything, ids } from './model-ids.ts'

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
