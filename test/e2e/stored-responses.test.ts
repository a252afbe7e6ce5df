import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { messages } from '../support/requests.ts'
import { openaiClient } from '../support/sdk-clients.ts'
import { otherClientKey } from '../support/relay-world.ts'
import {
  errorOf,
  input,
  keys,
  model,
  openStoredWorld,
  type StoredWorld,
} from '../support/stored-world.ts'

let stored: StoredWorld

beforeAll(async () => {
  stored = await openStoredWorld()
})

afterAll(async () => {
  await stored[Symbol.asyncDispose]()
})

describe('a stored response', () => {
  test('is asked of the account that made it, whichever that is', async () => {
    const { store, client, oneOfEach } = stored
    for (const [key, { id }] of await oneOfEach())
      for (let again = 0; again < 3; again += 1) {
        expect((await client.responses.retrieve(id)).id).toBe(id)
        expect(store.calls.at(-1)).toEqual({
          key,
          method: 'GET',
          path: `/v1/responses/${id}`,
          contentType: '',
          body: '',
        })
      }
  })

  test('is told again as a stream, from where its client left', async () => {
    const { client, keyOfLastCall } = stored
    const stream = await client.responses.create({ model, input: input(), stream: true })
    const key = keyOfLastCall()
    let id = ''
    for await (const event of stream) if (event.type === 'response.created') id = event.response.id
    const again = await client.responses.retrieve(id, { stream: true, starting_after: 1 })
    const types = []
    for await (const event of again) types.push(event.type)
    expect(types).toEqual([
      'response.output_item.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(keyOfLastCall()).toBe(key)
  })

  test('gives its input items, and takes the query with it', async () => {
    const { store, client, oneOfEach } = stored
    for (const [key, { id }] of await oneOfEach()) {
      const items = await client.responses.inputItems.list(id, { limit: 5, order: 'asc' })
      expect(items.data.map((item) => item.id)).toEqual(['msg_in'])
      expect(store.calls.at(-1)).toMatchObject({
        key,
        path: `/v1/responses/${id}/input_items?limit=5&order=asc`,
      })
    }
  })

  test('is deleted where it is, and is gone', async () => {
    const { store, client, oneOfEach } = stored
    for (const [key, { id }] of await oneOfEach()) {
      await client.responses.delete(id)
      expect(store.calls.at(-1)).toMatchObject({ key, method: 'DELETE', contentType: '', body: '' })
      expect(await errorOf(client.responses.retrieve(id))).toMatchObject({ status: 404 })
      expect(store.calls.at(-1)).toMatchObject({ key, method: 'GET' })
    }
  })

  test('is made in the background, looked at and cancelled', async () => {
    const { store, client, keyOfLastCall } = stored
    const { id, status } = await client.responses.create({
      model,
      input: input(),
      background: true,
    })
    const key = keyOfLastCall()
    expect(status).toBe('queued')
    expect((await client.responses.retrieve(id)).status).toBe('queued')
    expect((await client.responses.cancel(id)).status).toBe('cancelled')
    expect(store.calls.at(-1)).toEqual({
      key,
      method: 'POST',
      path: `/v1/responses/${id}/cancel`,
      contentType: '',
      body: '',
    })
  })

  test('counts no tokens when it is asked for', async () => {
    const { world, client } = stored
    const { id } = await client.responses.create({ model, input: input() })
    const asked = await client.responses.retrieve(id).asResponse()
    await asked.text()
    const record = await world.recordOf(asked.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({ operation: 'retrieve', status: 200, outputTokens: -1 })
  })

  test('is found by the path of its channel, and of no other', async () => {
    const { world, client } = stored
    const { id } = await client.responses.create({ model, input: input() })
    expect((await openaiClient(world, { channel: 'openai' }).responses.retrieve(id)).id).toBe(id)
    expect(
      await errorOf(openaiClient(world, { channel: 'single' }).responses.retrieve(id)),
    ).toMatchObject({ status: 404, message: expect.stringContaining("the channel 'openai'") })
  })
})

describe('another user', () => {
  test('has no way to a response by its id', async () => {
    const { store, client, other } = stored
    const { id } = await client.responses.create({ model, input: input() })
    const before = store.calls.length
    const refused = { status: 404, message: `404 Response with id '${id}' not found.` }
    expect(await errorOf(other.responses.retrieve(id))).toMatchObject(refused)
    expect(await errorOf(other.responses.delete(id))).toMatchObject(refused)
    expect(await errorOf(other.responses.cancel(id))).toMatchObject(refused)
    expect(await errorOf(other.responses.inputItems.list(id))).toMatchObject(refused)
    expect(
      await errorOf(other.responses.create({ model, input: 'x', previous_response_id: id })),
    ).toMatchObject({ status: 400, code: 'previous_response_not_found' })
    expect(store.calls.length).toBe(before)
  })

  test('has none at a channel with one account either', async () => {
    const { world, store, client } = stored
    const { id } = await client.responses.create({ model: 'single-model', input: input() })
    const before = store.calls.length
    const single = openaiClient(world, { key: otherClientKey, channel: 'single' })
    expect(await errorOf(single.responses.retrieve(id))).toMatchObject({ status: 404 })
    expect(store.calls.length).toBe(before)
  })
})

describe('an id that is not known here', () => {
  test('goes to the only account of its channel', async () => {
    const { world, store } = stored
    const single = openaiClient(world, { channel: 'single' })
    await errorOf(single.responses.retrieve('resp_unknown'))
    expect(store.calls.at(-1)).toMatchObject({
      key: 'sk-simulated-only',
      path: '/v1/responses/resp_unknown',
    })
  })

  test('is a 404 that says what to do where there are several', async () => {
    const { world, store } = stored
    const before = store.calls.length
    const error = await errorOf(
      openaiClient(world, { channel: 'openai' }).responses.retrieve('resp_unknown'),
    )
    expect(error).toMatchObject({
      status: 404,
      message: expect.stringMatching(/not found\. Which of 2 accounts .* Ask by the path/),
    })
    expect(store.calls.length).toBe(before)
  })

  test('is a 404 at a channel that keeps nothing', async () => {
    const { world } = stored
    const { status, error } = await world.get('/anthropic/v1/responses/resp_1').then(readBody)
    expect({ status, error }).toMatchObject({
      status: 404,
      error: { code: 'not_found', message: expect.stringContaining('No account here keeps') },
    })
  })

  test('leaves a request to the account that the mode chooses', async () => {
    const { client, keyOfLastCall } = stored
    const error = await errorOf(
      client.responses.create({ model, input: input(), previous_response_id: 'resp_unknown' }),
    )
    expect(error).toMatchObject({ status: 400, code: 'previous_response_not_found' })
    expect(keys).toContain(keyOfLastCall())
  })

  test.each(['..', '%2e%2e', 'a%0ab', 'x'.repeat(300)])(
    'and is none is refused: %s',
    async (id) => {
      const { world, store, client } = stored
      const before = store.calls.length
      const { status } = await fetch(`${world.url}/v1/responses/${id}/input_items`, {
        headers: { authorization: `Bearer ${client.apiKey}` },
      })
      expect(status).toBe(404)
      expect(store.calls.length).toBe(before)
    },
  )
})

const readBody = async (response: Response) => ({
  status: response.status,
  ...(await response.json()),
})

describe('an answer from another protocol', () => {
  const claude = messages().model

  test('cannot be asked for again, and says why', async () => {
    const { client } = stored
    const response = await client.responses.create({ model: claude, input: input() })
    const { id } = response
    expect(response).toMatchObject({ store: false })
    expect(await errorOf(client.responses.retrieve(id))).toMatchObject({
      status: 404,
      message: expect.stringContaining('keeps no state'),
    })
    expect(
      await errorOf(
        client.responses.create({ model: claude, input: 'x', previous_response_id: id }),
      ),
    ).toMatchObject({
      status: 400,
      code: 'previous_response_not_found',
      message: expect.stringContaining('keeps no state'),
    })
  })

  test('cannot be asked for again when it was a stream', async () => {
    const { client } = stored
    const stream = await client.responses.create({ model: claude, input: input(), stream: true })
    let id = ''
    for await (const event of stream) if (event.type === 'response.created') id = event.response.id
    expect(await errorOf(client.responses.retrieve(id))).toMatchObject({
      status: 404,
      message: expect.stringContaining('keeps no state'),
    })
  })

  test('warns a client that wanted it stored', async () => {
    const { world } = stored
    const response = await world.post('/v1/responses', { model: claude, input: 'Hi.', store: true })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-switchyard-warnings')).toContain('store')
  })

  test('is refused where it would continue a response of another channel', async () => {
    const { client } = stored
    const { id } = await client.responses.create({ model, input: input() })
    expect(
      await errorOf(
        client.responses.create({ model: claude, input: 'x', previous_response_id: id }),
      ),
    ).toMatchObject({ status: 400, param: 'previous_response_id' })
  })

  test.each([
    ['previous_response_id', { previous_response_id: 'resp_unknown' }],
    ['conversation', { conversation: 'conv_unknown' }],
    ['background', { background: true }],
  ])('is refused where it would need state: %s', async (field, wish) => {
    const { world } = stored
    const response = await world.post('/v1/responses', { model: claude, input: input(), ...wish })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { param: field } })
  })
})
