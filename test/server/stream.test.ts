import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { key, startFront, type TestFront } from './harness.ts'
import { answered, chunk, ended, failed, opened } from './replies.ts'

const streamFrom = (front: TestFront, path: string, body: object): Promise<Response> =>
  fetch(`${front.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': key },
    body: JSON.stringify(body),
  })

const chatStream = (front: TestFront): Promise<Response> =>
  streamFrom(front, '/v1/chat/completions', { model: 'gpt-5.1', stream: true })

/** What a client has of each protocol when its stream breaks off after content. */
const protocols = [
  {
    name: 'OpenAI chat',
    path: '/v1/chat/completions',
    body: { model: 'm', stream: true },
    shape: /^data: \{"error":\{.*"upstream_reset".*\}\n\n$/,
  },
  {
    name: 'OpenAI responses',
    path: '/v1/responses',
    body: { model: 'm', stream: true },
    shape: /^event: (error|response\.failed)\ndata: \{.*upstream_reset.*\}\n\n$/s,
  },
  {
    name: 'OpenAI completions',
    path: '/v1/completions',
    body: { model: 'm', stream: true },
    shape: /^data: \{"error":\{.*"upstream_reset".*\}\n\n$/,
  },
  {
    name: 'Anthropic',
    path: '/v1/messages',
    body: { model: 'm', stream: true },
    shape: /^event: error\ndata: \{"type":"error","error":\{.*\}\n\n$/,
  },
  {
    name: 'Gemini by events',
    path: '/v1beta/models/m:streamGenerateContent?alt=sse',
    body: {},
    shape: /^data: \{"error":\{"code":502,.*\}\n\n$/,
  },
  {
    name: 'Gemini as an array',
    path: '/v1beta/models/m:streamGenerateContent',
    body: {},
    shape: /^,\n\{"error":\{"code":502,.*\}\]$/,
  },
]

describe('a stream', () => {
  test('that would begin a second time is ended, not spliced', async () => {
    await using front = startFront()
    const asked = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.reply(opened(exchange, 'data: 1\n\n'))
    const response = await asked
    front.reply(opened(exchange, 'data: 2\n\n'))
    const text = await response.text()
    expect(text).toContain('answer_began_twice')
    expect(text).not.toContain('data: 2')
  })

  test('reaches the client byte for byte, whatever the bytes and the cuts', async () => {
    await using front = startFront()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1 }), { minLength: 1 }),
        async (parts) => {
          const [first = new Uint8Array(), ...others] = parts
          const answer = chatStream(front)
          const { exchange } = await front.dispatches.next()
          front.reply(opened(exchange, Buffer.from(first).toString('latin1')))
          for (const part of others)
            front.reply(chunk(exchange, Buffer.from(part).toString('latin1')))
          front.reply(ended(exchange))
          const received = Buffer.from(await (await answer).arrayBuffer())
          expect(received.equals(Buffer.concat(parts))).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('begins with the status and headers of the upstream, who served it, and nothing cached', async () => {
    await using front = startFront()
    const answer = chatStream(front)
    const { exchange, requestId } = await front.dispatches.next()
    front.reply(
      opened(exchange, 'data: 1\n\n', {
        headers: 'content-type: text/event-stream\nx-ratelimit-limit-tokens: 5',
      }),
    )
    const { status, headers } = await answer
    front.reply(ended(exchange))
    expect({ status, ...headers.toJSON() }).toMatchObject({
      status: 200,
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'x-ratelimit-limit-tokens': '5',
      'x-switchyard-account': 'openai/team-1',
      'x-switchyard-model': 'gpt-5.1-2026',
      'x-switchyard-attempts': '1',
      'x-request-id': requestId,
      'x-correlation-id': requestId,
    })
  })

  for (const { name, path, body, shape } of protocols)
    test(`that breaks off ends with the error event of ${name}, and nothing behind it`, async () => {
      await using front = startFront()
      const answer = streamFrom(front, path, body)
      const { exchange } = await front.dispatches.next()
      front.reply(opened(exchange, '<content>'))
      front.reply(failed(exchange))
      const text = await (await answer).text()
      expect(text.slice('<content>'.length)).toMatch(shape)
      expect(await front.records.next()).toMatchObject({
        outcome: 'broken',
        status: 200,
        failureCode: 'upstream_reset',
      })
    })

  test('that holds the upstream’s own error event already gets no second one', async () => {
    await using front = startFront()
    const answer = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.reply(opened(exchange, 'data: {"error":{}}\n\n'))
    front.reply(failed(exchange, { isTold: true }))
    expect(await (await answer).text()).toBe('data: {"error":{}}\n\n')
  })

  test('is recorded once, with what the account measured and the bytes the client got', async () => {
    await using front = startFront()
    const answer = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.reply(opened(exchange, 'data: 1\n\n'))
    front.reply(ended(exchange))
    front.reply(ended(exchange))
    await (await answer).text()
    expect(await front.records.next()).toMatchObject({
      exchange,
      user: 'alice',
      key: 'laptop',
      outcome: 'completed',
      status: 200,
      account: 'openai/team-1',
      channel: 'openai',
      model: 'gpt-5.1',
      upstreamModel: 'gpt-5.1-2026',
      isStreaming: true,
      bytesOut: 9,
      firstEventMs: 3,
      outputTokens: 9,
    })
    expect(front.records.all).toHaveLength(1)
  })
})

describe('while nothing comes', () => {
  test('a stream gets its status and a heartbeat after ten seconds, before any account answered', async () => {
    await using front = startFront()
    const answer = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.clock.advance(10_000)
    const { status, headers, body } = await answer
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    front.reply(opened(exchange, 'data: 1\n\n'))
    front.reply(ended(exchange))
    expect(await new Response(body).text()).toBe(': keep-alive\n\ndata: 1\n\n')
  })

  test('an open stream gets a heartbeat for every ten silent seconds', async () => {
    await using front = startFront()
    const answer = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.reply(opened(exchange, 'data: 1\n\n'))
    const { body } = await answer
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('data: 1\n\n')
    front.clock.advance(1_000)
    front.clock.advance(9_000)
    front.clock.advance(1_000)
    expect((await reader?.read())?.value).toBe(': keep-alive\n\n')
    front.clock.advance(10_000)
    expect((await reader?.read())?.value).toBe(': keep-alive\n\n')
    front.reply(ended(exchange))
    expect((await reader?.read())?.done).toBe(true)
  })

  test('a busy stream gets none', async () => {
    await using front = startFront()
    const answer = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.reply(opened(exchange, 'data: 0\n\n'))
    await answer
    for (let second = 1; second < 25; second += 1) {
      front.reply(chunk(exchange, `data: ${second}\n\n`))
      await fetch(`${front.url}/internal/health`)
      front.clock.advance(1_000)
    }
    front.reply(ended(exchange))
    expect(await (await answer).text()).not.toContain('keep-alive')
  })

  test('a JSON array gets white space, and stays valid JSON when it then fails', async () => {
    await using front = startFront()
    const answer = streamFrom(front, '/v1beta/models/m:streamGenerateContent', {})
    const { exchange } = await front.dispatches.next()
    front.clock.advance(10_000)
    await answer
    front.reply(failed(exchange))
    const { headers } = await answer
    expect(headers.get('content-type')).toBe('application/json')
    expect(await (await answer).json()).toMatchObject([{ error: { code: 502 } }])
  })

  test('a whole answer gets no early status', async () => {
    await using front = startFront()
    const answer = fetch(`${front.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'x-api-key': key },
      body: '{"model":"gpt-5.1"}',
    })
    const { exchange } = await front.dispatches.next()
    front.clock.advance(60_000)
    front.reply(failed(exchange, { status: 503, code: 'no_account', retryAfterMs: 2_000 }))
    const { status, headers } = await answer
    expect([status, headers.get('retry-after')]).toEqual([503, '2'])
  })

  test('an exchange that nobody answers at all is given up, and those behind are told', async () => {
    await using front = startFront({ policy: { replyTimeoutMs: 30_000 } })
    const answer = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.clock.advance(31_000)
    expect(await (await answer).text()).toContain('reply_timeout')
    expect([front.cancels.all, front.exchanges.size]).toEqual([[exchange], 0])
  })
})

describe('after the early status', () => {
  test('a refusal of the upstream becomes the protocol’s error event', async () => {
    await using front = startFront()
    const answer = streamFrom(front, '/v1/messages', { model: 'm', stream: true })
    const { exchange } = await front.dispatches.next()
    front.clock.advance(10_000)
    await answer
    const body = '{"type":"error","error":{"type":"invalid_request_error","message":"too long"}}'
    front.reply(answered(exchange, { status: 400, body }))
    expect(await (await answer).text()).toMatch(
      /^: keep-alive\n\nevent: error\ndata: .*too long.*\n\n$/,
    )
  })

  test('a failure becomes the error event, recorded as failed, not as broken', async () => {
    await using front = startFront()
    const answer = chatStream(front)
    const { exchange } = await front.dispatches.next()
    front.clock.advance(10_000)
    await answer
    front.reply(failed(exchange))
    expect(await (await answer).text()).toMatch(/^: keep-alive\n\ndata: \{"error":/)
    expect(await front.records.next()).toMatchObject({ outcome: 'failed', status: 200 })
  })
})
