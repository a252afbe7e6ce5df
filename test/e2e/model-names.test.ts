import { describe, expect, test } from 'bun:test'
import { openWorld } from '../support/relay-world.ts'
import { shareWorld, untilModelsAreKnown } from '../support/shared-world.ts'
import { anthropicHeaders, everything } from './model-ids.ts'

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
