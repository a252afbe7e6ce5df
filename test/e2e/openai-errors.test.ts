import { expect, test } from 'bun:test'
import OpenAI, { APIError } from 'openai'
import { openaiClient, errorOf } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld({ tree: { global: { max_body_size: 4096 } } })

const ask = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say one.' }] }

const asked = () => world().openai.journal.entries.filter(({ method }) => method === 'POST')

const failing = (request: Promise<unknown>) => errorOf<APIError>(APIError, request)

test('a wrong key of the relay is an authentication error of the SDK', async () => {
  const client = openaiClient(world(), { key: 'sk-nobody' })
  const error = await failing(client.chat.completions.create(ask))
  expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
  expect({ type: error.type, code: error.code, param: error.param }).toEqual({
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    param: null,
  })
})

test('an unknown model is a not-found error that names what is near', async () => {
  const error = await failing(
    openaiClient(world()).chat.completions.create({ ...ask, model: 'gpt-4o-mimi' }),
  )
  expect(error).toBeInstanceOf(OpenAI.NotFoundError)
  expect({ code: error.code, param: error.param }).toEqual({
    code: 'model_not_found',
    param: 'model',
  })
  expect(error.message).toContain("'gpt-4o-mini'")
})

test("an upstream's 400 comes as it is", async () => {
  const error = await failing(
    openaiClient(world()).chat.completions.create({ ...ask, temperature: 9 }),
  )
  expect(error).toBeInstanceOf(OpenAI.BadRequestError)
  const entry = world().openai.journal.entries.find(({ status }) => status === 400)
  expect(error.error).toEqual({
    message: expect.any(String),
    type: 'invalid_request_error',
    param: 'temperature',
    code: 'invalid_value',
  })
  expect(entry?.account).not.toBe('')
})

test('a body beyond the limit is a 413 that names the limit', async () => {
  const content = 'x'.repeat(5000)
  const error = await failing(
    openaiClient(world()).chat.completions.create({
      ...ask,
      messages: [{ role: 'user', content }],
    }),
  )
  expect({ status: error.status, code: error.code }).toEqual({
    status: 413,
    code: 'request_too_large',
  })
  expect(error.message).toContain('4096')
})

test('a body that is no JSON is a 400 of the relay, and nobody is asked', async () => {
  const before = asked().length
  const response = await world().post('/v1/chat/completions', '{"model": "gpt-4o-mini", oops')
  expect([response.status, await response.json()]).toEqual([
    400,
    {
      error: {
        message: expect.stringContaining('byte 25'),
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_json',
      },
    },
  ])
  expect(asked()).toHaveLength(before)
})

test('a wrong method is a 405 that names the right one', async () => {
  const response = await world().get('/v1/chat/completions')
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'OPTIONS, POST'])
  expect(await response.json()).toMatchObject({ error: { code: 'method_not_allowed' } })
})

test('an unknown channel is a 404 that names what is near', async () => {
  const error = await failing(
    openaiClient(world(), { channel: 'opnai' }).chat.completions.create(ask),
  )
  expect(error).toBeInstanceOf(OpenAI.NotFoundError)
  expect(error.message).toContain("'openai'")
})
