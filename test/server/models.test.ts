import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { describe, expect, test } from 'bun:test'
import OpenAI from 'openai'
import { key, startFront, type TestFront } from './harness.ts'

const get = async (front: TestFront, path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${front.url}${path}`, { headers: { 'x-api-key': key, ...headers } })
  return { status: answer.status, body: await answer.json() }
}

describe('the official clients list every model', () => {
  test('openai', async () => {
    await using front = startFront()
    const client = new OpenAI({ apiKey: key, baseURL: `${front.url}/v1` })
    const ids = await Array.fromAsync(client.models.list(), ({ id }) => id)
    expect(ids).toEqual(['gpt-5.1', 'org/model-x', 'claude-x'])
    expect(await client.models.retrieve('org/model-x')).toMatchObject({ owned_by: 'custom' })
  })

  test('anthropic, with the upstream’s own object where there is one', async () => {
    await using front = startFront()
    const client = new Anthropic({ apiKey: key, baseURL: front.url })
    const names = await Array.fromAsync(client.models.list(), (model) => model.display_name)
    expect(names).toEqual(['gpt-5.1', 'org/model-x', 'X'])
    expect(await client.models.retrieve('claude-x')).toMatchObject({ display_name: 'X' })
  })

  test('google', async () => {
    await using front = startFront()
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: front.url } })
    const names = await Array.fromAsync(await client.models.list(), ({ name }) => name)
    expect(names).toEqual(['models/gpt-5.1', 'models/org/model-x', 'models/claude-x'])
    expect(await client.models.get({ model: 'gpt-5.1' })).toMatchObject({ name: 'models/gpt-5.1' })
  })
})

test('a scoped list holds the models of its channel only', async () => {
  await using front = startFront()
  const { body } = await get(front, '/custom/v1/models')
  expect(body).toEqual({
    object: 'list',
    data: [{ id: 'org/model-x', object: 'model', created: 0, owned_by: 'custom' }],
  })
})

test('a model is found by its name, with its channel before it, and with slashes escaped', async () => {
  await using front = startFront()
  for (const path of ['org/model-x', 'custom/org/model-x', 'org%2Fmodel-x'])
    expect(await get(front, `/v1/models/${path}`)).toMatchObject({ body: { id: 'org/model-x' } })
})

test('an unknown model is a 404 that names what is near, in the form that was asked for', async () => {
  await using front = startFront()
  expect(await get(front, '/v1/models/gpt-5.2')).toMatchObject({
    status: 404,
    body: { error: { code: 'model_not_found', message: expect.stringContaining('gpt-5.1') } },
  })
  expect(await get(front, '/v1beta/models/gpt-5.2')).toMatchObject({
    status: 404,
    body: { error: { status: 'NOT_FOUND' } },
  })
  expect(await get(front, '/v1/models/x', { 'anthropic-version': '2023-06-01' })).toMatchObject({
    status: 404,
    body: { type: 'error' },
  })
})

test('an unknown channel is a 404 that names what is near', async () => {
  await using front = startFront()
  expect(await get(front, '/opnai/v1/models')).toMatchObject({
    status: 404,
    body: { error: { code: 'channel_not_found', message: expect.stringContaining('openai') } },
  })
})

test('a list is recorded', async () => {
  await using front = startFront()
  await get(front, '/custom/v1/models')
  expect(front.records.all).toMatchObject([
    { operation: 'models', channel: 'custom', status: 200, outcome: 'completed', user: 'alice' },
  ])
})
