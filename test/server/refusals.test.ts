import Anthropic from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import { describe, expect, test } from 'bun:test'
import OpenAI from 'openai'
import { key, startFront, type TestFront } from './harness.ts'
import { failed } from './replies.ts'

type Asked = { readonly path: string; readonly method?: string; readonly body?: string }

const ask = (front: TestFront, { path, method = 'POST', body = '' }: Asked): Promise<Response> =>
  fetch(`${front.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(method === 'GET' ? {} : { body }),
  })

/** Where each protocol has its message, and what it calls a fault of the request. */
const forms = [
  {
    name: 'OpenAI',
    path: '/v1/chat/completions',
    shape: { error: { type: 'invalid_request_error' } },
  },
  {
    name: 'OpenAI responses',
    path: '/openai/v1/responses',
    shape: { error: { type: 'invalid_request_error' } },
  },
  {
    name: 'Anthropic',
    path: '/v1/messages',
    shape: { type: 'error', error: { type: 'invalid_request_error' } },
  },
  {
    name: 'Gemini',
    path: '/v1beta/models/m:generateContent',
    shape: { error: { code: 400, status: 'INVALID_ARGUMENT' } },
  },
]

test('a compressed body is refused for what it is, not called broken JSON', async () => {
  await using front = startFront()
  const response = await fetch(`${front.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-encoding': 'gzip' },
    body: Bun.gzipSync('{"model":"m"}'),
  })
  expect(response.status).toBe(415)
  expect(await response.json()).toMatchObject({ error: { code: 'unsupported_content_encoding' } })
})

describe('a body that is not JSON is a 400 that says where', () => {
  for (const { name, path, shape } of forms)
    test(`in the form of ${name}`, async () => {
      await using front = startFront()
      const answer = await ask(front, { path, body: '{\n  "model": "m",\n  "x": oops}' })
      expect(answer.status).toBe(400)
      const text = await answer.text()
      expect(JSON.parse(text)).toMatchObject(shape)
      expect(text).toContain('line 3, column 8')
      expect(front.dispatches.all).toEqual([])
    })

  test('an empty one is named so', async () => {
    await using front = startFront()
    const answer = await ask(front, { path: '/v1/embeddings' })
    expect(await answer.text()).toContain('The body is empty')
  })
})

describe('a body larger than the limit is a 413', () => {
  const limits = { policy: { maxBodyBytes: 2_000 } }
  const tooLarge = JSON.stringify({ model: 'm', text: 'x'.repeat(2_000) })

  for (const { name, path } of forms)
    test(`in the form of ${name}, by the announced length`, async () => {
      await using front = startFront(limits)
      const answer = await ask(front, { path, body: tooLarge })
      expect([answer.status, (await answer.text()).includes('2000 bytes')]).toEqual([413, true])
    })

  test('counted while it comes when no length is announced', async () => {
    await using front = startFront(limits)
    const parts = async function* () {
      for (let part = 0; part < 4; part += 1) yield Buffer.alloc(1_000, 'x')
    }
    const answer = await fetch(`${front.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': key },
      body: new ReadableStream({
        start: async (controller) => {
          for await (const part of parts()) controller.enqueue(part)
          controller.close()
        },
      }),
    })
    expect([answer.status, await answer.json()]).toMatchObject([413, { type: 'error' }])
  })

  test('one of exactly the limit passes', async () => {
    const body = JSON.stringify({ model: 'm' })
    await using front = startFront({ policy: { maxBodyBytes: body.length } })
    const answer = ask(front, { path: '/v1/messages', body })
    const { exchange } = await front.dispatches.next()
    front.reply(failed(exchange, { status: 503 }))
    expect((await answer).status).toBe(503)
  })
})

describe('a body without a usable model is a 400', () => {
  const bodies = [
    '{}',
    '{"model":""}',
    '{"model":7}',
    '{"model":null}',
    `{"model":"${'m'.repeat(600)}"}`,
  ]
  for (const body of [...bodies, '{"model":"a","model":"b"}'])
    test(body.slice(0, 30), async () => {
      await using front = startFront()
      const answer = await ask(front, { path: '/v1/chat/completions', body })
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { error: { param: 'model' } },
      ])
    })
})

describe('a path that is not there', () => {
  test('is a 404 that names what is near', async () => {
    await using front = startFront()
    const answer = await ask(front, { path: '/v1/chat/completion', body: '{}' })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringContaining('/v1/chat/completions') },
    })
  })

  const guesses = [
    { path: '/v1beta/modles', headers: {}, shape: { error: { status: 'NOT_FOUND' } } },
    {
      path: '/v1/x',
      headers: { 'x-goog-api-key': key },
      shape: { error: { status: 'NOT_FOUND' } },
    },
    { path: '/v1/x', headers: { 'anthropic-version': '2023-06-01' }, shape: { type: 'error' } },
    { path: '/v1/messages/batches', headers: {}, shape: { type: 'error' } },
    { path: '/v1/x', headers: {}, shape: { error: { code: 'path_not_found' } } },
  ]
  for (const { path, headers, shape } of guesses)
    test(`${path} with ${JSON.stringify(Object.keys(headers))} is answered in the form its caller reads`, async () => {
      await using front = startFront()
      const answer = await fetch(`${front.url}${path}`, {
        headers: { 'x-api-key': key, ...headers },
      })
      expect([answer.status, await answer.json()]).toMatchObject([404, shape])
    })

  test('an unknown method of a model names the known ones', async () => {
    await using front = startFront()
    const answer = await ask(front, { path: '/v1beta/models/m:genrateContent', body: '{}' })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('streamGenerateContent')
  })
})

describe('a wrong method is a 405 with what is allowed', () => {
  for (const [path, allow] of [
    ['/v1/messages', 'OPTIONS, POST'],
    ['/openai/v1/chat/completions', 'OPTIONS, POST'],
    ['/v1/models', 'GET, HEAD, OPTIONS'],
    ['/v1beta/models/a/b:generateContent', 'GET, HEAD, OPTIONS, POST'],
  ] as const)
    test(path, async () => {
      await using front = startFront()
      const answer = await ask(front, { path, method: 'DELETE' })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    })
})

test('every refusal is recorded, once, with its status and code', async () => {
  await using front = startFront({ policy: { maxBodyBytes: 100 } })
  await ask(front, { path: '/nowhere', method: 'GET' })
  await ask(front, { path: '/v1/messages', method: 'DELETE' })
  await ask(front, { path: '/v1/messages', body: '{' })
  await ask(front, { path: '/v1/messages', body: 'x'.repeat(101) })
  await fetch(`${front.url}/v1/messages`, { method: 'POST', body: '{}' })
  expect(
    front.records.all.map(({ outcome, status, failureCode }) => [outcome, status, failureCode]),
  ).toEqual([
    ['refused', 404, 'path_not_found'],
    ['refused', 405, 'method_not_allowed'],
    ['refused', 400, 'invalid_json'],
    ['refused', 413, 'request_too_large'],
    ['refused', 401, 'missing_api_key'],
  ])
})

describe('the official clients understand our refusals', () => {
  test('openai: a wrong key', async () => {
    await using front = startFront()
    const client = new OpenAI({ apiKey: 'wrong', baseURL: `${front.url}/v1`, maxRetries: 0 })
    const error = await client.models.list().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(error).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      requestID: expect.any(String),
    })
  })

  test('anthropic: a failure with a wait', async () => {
    await using front = startFront()
    const client = new Anthropic({ apiKey: key, baseURL: front.url, maxRetries: 0 })
    const message = {
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user' as const, content: 'hi' }],
    }
    const error = client.messages.create(message).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const { exchange } = await front.dispatches.next()
    front.reply(failed(exchange, { kind: 'rate_limited', status: 429, retryAfterMs: 7_000 }))
    expect(await error).toBeInstanceOf(Anthropic.RateLimitError)
    expect(await error).toMatchObject({
      status: 429,
      error: { type: 'error', error: { type: 'rate_limit_error' } },
    })
  })

  test('google: an unknown model', async () => {
    await using front = startFront()
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: front.url } })
    const error = client.models.generateContent({ model: 'm', contents: 'hi' }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const { exchange, model } = await front.dispatches.next()
    front.reply(failed(exchange, { kind: 'client', status: 404, code: 'model_not_found' }))
    expect(model).toBe('m')
    expect(await error).toBeInstanceOf(ApiError)
    expect(await error).toMatchObject({ status: 404 })
  })
})
