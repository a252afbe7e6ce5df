import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { key, postMessage, startFront, type TestFront } from './harness.ts'
import { answered, ended, failed, opened } from './replies.ts'

/** Sends a request, answers it at once, and gives what the relay was handed. */
const dispatchOf = async (front: TestFront, path: string, request: RequestInit = {}) => {
  const answer = fetch(`${front.url}${path}`, {
    method: 'POST',
    body: '{"model":"m"}',
    ...request,
    headers: { 'x-api-key': key, ...(request.headers as Record<string, string>) },
  })
  const dispatch = await front.dispatches.next()
  front.reply(answered(dispatch.exchange))
  await answer
  return dispatch
}

const routes = [
  ['/v1/chat/completions', 'openai-chat', 'generate', '', 'm'],
  ['/team/v1/chat/completions', 'openai-chat', 'generate', 'team', 'm'],
  ['/v1/responses', 'openai-responses', 'generate', '', 'm'],
  ['/v1/completions', 'openai-completions', 'generate', '', 'm'],
  ['/v1/embeddings', 'openai-chat', 'embed', '', 'm'],
  ['/v1/images/generations', 'openai-chat', 'make-images', '', 'm'],
  ['/v1/images/edits', 'openai-chat', 'edit-images', '', 'm'],
  ['/team/v1/audio/speech', 'openai-chat', 'speak', 'team', 'm'],
  ['/v1/messages', 'anthropic', 'generate', '', 'm'],
  ['/team/v1/messages/count_tokens', 'anthropic', 'count-tokens', 'team', 'm'],
  ['/v1beta/models/g:generateContent', 'gemini', 'generate', '', 'g'],
  ['/team/v1beta/models/g:streamGenerateContent', 'gemini', 'generate', 'team', 'g'],
  ['/v1beta/models/team/g:3:countTokens', 'gemini', 'count-tokens', '', 'team/g:3'],
  ['/v1beta/models/g/countTokens', 'gemini', 'count-tokens', '', 'g'],
  ['/v1beta/models/team%2Fg:embedContent', 'gemini', 'embed', '', 'team/g'],
  ['/v1/models/g:batchEmbedContents', 'gemini', 'batch-embed', '', 'g'],
  ['/v1beta/models/imagen-4:predict', 'gemini', 'make-images', '', 'imagen-4'],
  ['/v1beta/models/g', 'gemini', 'generate', '', 'g'],
] as const

describe('a request is handed over', () => {
  for (const [path, protocol, operation, scope, model] of routes)
    test(`from ${path}`, async () => {
      await using front = startFront()
      const dispatch = await dispatchOf(front, path)
      expect(dispatch).toMatchObject({ protocol, operation, scope, model, user: 'alice' })
    })

  test('with its body byte for byte, and where the model stands in it', async () => {
    await using front = startFront()
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        async (text, name) => {
          fc.pre(name.trim() !== '')
          const body = JSON.stringify({ text, model: name, more: { model: 'inner' } })
          const dispatch = await dispatchOf(front, '/v1/messages', { body })
          expect(Buffer.from(dispatch.body, 'latin1').toString()).toBe(Buffer.from(body).toString())
          const { modelStart, modelEnd } = dispatch
          const span = Buffer.from(dispatch.body.slice(modelStart, modelEnd), 'latin1').toString()
          expect([dispatch.model, JSON.parse(span)]).toEqual([name, name])
        },
      ),
      { numRuns: 50 },
    )
  })

  test('as a stream only when it says so and asks for something that comes in events', async () => {
    await using front = startFront()
    const body = '{"model":"m","stream":true}'
    const flags = []
    for (const path of [
      '/v1/chat/completions',
      '/v1/embeddings',
      '/v1/images/generations',
      '/v1beta/models/m:generateContent',
    ])
      flags.push((await dispatchOf(front, path, { body })).isStreaming)
    const later = dispatchOf(front, '/v1beta/models/m:streamGenerateContent', { body: '{}' })
    flags.push((await later).isStreaming)
    expect(flags).toEqual([true, false, true, false, true])
  })

  test('framed by what its query asks for', async () => {
    await using front = startFront()
    const path = '/v1beta/models/m:streamGenerateContent'
    const framings = []
    for (const query of ['', '?alt=sse', '?alt=json'])
      framings.push((await dispatchOf(front, path + query)).framing)
    expect(framings).toEqual(['json-array', 'sse', 'json-array'])
  })

  test('without credentials in its query, however they are written', async () => {
    await using front = startFront()
    const path = `/v1beta/models/m:generateContent?alt=json&key=${key}&%6Bey=${key}&Access_Token=t&x=1`
    expect((await dispatchOf(front, path)).query).toBe('alt=json&x=1')
  })

  test('without headers that tell who the client is or belong to its connection', async () => {
    await using front = startFront()
    const { headers } = await dispatchOf(front, '/v1/messages', {
      headers: {
        authorization: `Bearer ${key}`,
        'x-goog-api-key': key,
        cookie: 'a=b',
        'x-forwarded-for': '10.0.0.1',
        'x-real-ip': '10.0.0.1',
        forwarded: 'for=10.0.0.1',
        'user-agent': 'someone',
        origin: 'https://app.example',
        referer: 'https://app.example/page',
        'anthropic-beta': 'one,two',
        'idempotency-key': 'abc',
      },
    })
    expect(headers.split('\n').sort()).toEqual(['anthropic-beta: one,two', 'idempotency-key: abc'])
  })
})

describe('a whole answer', () => {
  test('reaches the client byte for byte, with its status and headers', async () => {
    await using front = startFront()
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.constantFrom(200, 201, 400, 404, 422),
        async (bytes, status) => {
          const answer = postMessage(front)
          const { exchange } = await front.dispatches.next()
          front.reply(answered(exchange, { status, body: Buffer.from(bytes).toString('latin1') }))
          const { headers, ...received } = await answer.then(async (one) => ({
            status: one.status,
            headers: one.headers,
            bytes: new Uint8Array(await one.arrayBuffer()),
          }))
          expect(received).toEqual({ status, bytes })
          expect(headers.toJSON()).toMatchObject({
            'content-type': 'application/json',
            'x-ratelimit-remaining-requests': '9',
            'x-switchyard-account': 'openai/team-1',
          })
        },
      ),
      { numRuns: 40 },
    )
  })

  test('is recorded as completed with the upstream’s status, a refusal of the request included', async () => {
    await using front = startFront()
    const answer = postMessage(front)
    const { exchange } = await front.dispatches.next()
    front.reply(answered(exchange, { status: 422, body: 'no' }))
    await answer
    expect(front.records.all).toMatchObject([
      {
        outcome: 'completed',
        status: 422,
        bytesIn: 13,
        bytesOut: 2,
        isStreaming: false,
        queueMs: 0.5,
      },
    ])
  })
})

describe('a failure of every account', () => {
  test('is told in the caller’s protocol, with the wait and who failed last', async () => {
    await using front = startFront()
    const answer = postMessage(front)
    const { exchange } = await front.dispatches.next()
    front.reply(
      failed(exchange, { kind: 'rate_limited', status: 429, retryAfterMs: 1_500, attempts: 3 }),
    )
    const { status, headers } = await answer
    expect({ status, ...headers.toJSON() }).toMatchObject({
      status: 429,
      'retry-after': '2',
      'x-switchyard-account': 'openai/team-1',
      'x-switchyard-attempts': '3',
    })
    expect(front.records.all).toMatchObject([{ outcome: 'failed', status: 429, attempts: 3 }])
  })

  test('is recorded as refused when no account was even asked', async () => {
    await using front = startFront()
    const answer = postMessage(front)
    const { exchange } = await front.dispatches.next()
    front.reply(failed(exchange, { kind: 'client', status: 404, attempts: 0, account: '' }))
    expect((await answer).headers.get('x-switchyard-account')).toBeNull()
    expect(front.records.all).toMatchObject([{ outcome: 'refused', status: 404, attempts: 0 }])
  })
})

test('a connection may be silent for as long as its exchange is open, and not longer', async () => {
  await using front = startFront()
  const timeouts: number[] = []
  const { server } = front.server.app
  if (server === null) throw new Error('not listening')
  server.timeout = (_request, seconds) => void timeouts.push(seconds)
  const answer = postMessage(front, '{"model":"m","stream":true}')
  const { exchange } = await front.dispatches.next()
  expect(timeouts).toEqual([0])
  front.reply(opened(exchange, 'data: 1\n\n'))
  front.reply(ended(exchange))
  await (await answer).text()
  expect(timeouts).toEqual([0, 120])
})

test("an agent's small task is handed over for the model that the operator has set for it", async () => {
  const task = { phrases: ['short title'], where: 'user', maxCharacters: 100 } as const
  await using front = startFront({ policy: { backgroundTasks: [{ ...task, model: 'small/one' }] } })
  const message = (content: string) =>
    JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content }] })
  const ask = async (content: string) =>
    (await dispatchOf(front, '/v1/messages', { body: message(content) })).model
  expect(await ask('Find a short title.')).toBe('small/one')
  expect(await ask('Find a river.')).toBe('m')
})
