import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type OpenAI from 'openai'
import { input, keys, model, openStoredWorld, type StoredWorld } from '../support/stored-world.ts'

let stored: StoredWorld

beforeAll(async () => {
  stored = await openStoredWorld()
})

afterAll(async () => {
  await stored[Symbol.asyncDispose]()
})

describe('a request goes to the account that has what it names', () => {
  test('the response before it', async () => {
    const { client, keyOfLastCall, oneOfEach } = stored
    for (const [key, { id }] of await oneOfEach())
      for (let again = 0; again < 3; again += 1) {
        await client.responses.create({ model, input: input(), previous_response_id: id })
        expect(keyOfLastCall()).toBe(key)
      }
  })

  test('items of a response', async () => {
    const { client, keyOfLastCall, oneOfEach } = stored
    for (const [key, { output }] of await oneOfEach()) {
      const references = output.map(({ id }) => ({ type: 'item_reference' as const, id: id ?? '' }))
      await client.responses.create({
        model,
        input: [{ role: 'user', content: input() }, ...references],
      })
      expect(keyOfLastCall()).toBe(key)
    }
  })

  test('thoughts that were not stored, without their ids', async () => {
    const { world, client, keyOfLastCall } = stored
    const turns = new Map<string, OpenAI.Responses.ResponseReasoningItem>()
    while (turns.size < keys.length) {
      const { output } = await client.responses.create({ model, input: input(), store: false })
      const thought = output.find((item) => item.type === 'reasoning')
      if (thought !== undefined) turns.set(keyOfLastCall(), thought)
    }
    for (const [key, { id: _, ...thought }] of turns)
      for (let again = 0; again < 3; again += 1) {
        const body = { model, store: false, input: [{ role: 'user', content: input() }, thought] }
        expect((await world.post('/v1/responses', body)).status).toBe(200)
        expect(keyOfLastCall()).toBe(key)
      }
  })

  test('a conversation that it was part of before', async () => {
    const { client, keyOfLastCall } = stored
    await client.responses.create({ model, input: input(), conversation: 'conv_1' })
    const key = keyOfLastCall()
    for (let again = 0; again < 5; again += 1) {
      await client.responses.create({ model, input: input(), conversation: { id: 'conv_1' } })
      expect(keyOfLastCall()).toBe(key)
    }
  })

  test('a response to be made shorter, and what came of that', async () => {
    const { store, client, keyOfLastCall, oneOfEach } = stored
    for (const [key, { id }] of await oneOfEach()) {
      const compacted = await client.responses.compact({ model, previous_response_id: id })
      expect(store.calls.at(-1)).toMatchObject({ key, path: '/v1/responses/compact' })
      await client.responses.create({
        model,
        input: [...compacted.output, { role: 'user', content: input() }],
      } as OpenAI.Responses.ResponseCreateParamsNonStreaming)
      expect(keyOfLastCall()).toBe(key)
    }
  })

  test('and to no other when that one rests: it is refused with the time to wait', async () => {
    // Its own accounts: one of them rests for the others as well.
    await using alone = await openStoredWorld()
    const { world, store, client, keyOfLastCall, oneOfEach } = alone
    const [[key, { id }] = ['', { id: '' }]] = await oneOfEach()
    store.refusals.set(key, () =>
      Response.json(
        { error: { message: 'slow down', type: 'rate_limit', code: 'rate_limit_exceeded' } },
        { status: 429, headers: { 'retry-after': '40' } },
      ),
    )
    const body = { model, input: input(), previous_response_id: id }
    const response = await world.post('/v1/responses', body)
    store.refusals.delete(key)
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(30)
    expect(keyOfLastCall()).toBe(key)
    // Another model's limit, or none: what is kept can be asked for all the while.
    expect((await client.responses.retrieve(id)).id).toBe(id)
  })
})

test('thoughts go elsewhere when the key of whoever thought them is refused within that very request', async () => {
  await using own = await openStoredWorld()
  const { world, store, client, keyOfLastCall } = own
  const { output } = await client.responses.create({ model, input: input(), store: false })
  const thought = output.find((item) => item.type === 'reasoning')
  const maker = keyOfLastCall()
  store.refusals.set(maker, () =>
    Response.json({ error: { message: 'no such key', code: 'invalid_api_key' } }, { status: 401 }),
  )
  const body = { model, store: false, input: [{ role: 'user', content: input() }, thought] }
  const { status } = await world.post('/v1/responses', body)
  expect([status, keyOfLastCall() === maker]).toEqual([200, false])
})
