import { afterEach, describe, expect, test } from 'bun:test'
import type { Failure } from '../../src/ir/failure.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { attempt, orderFor } from '../support/attempts.ts'
import { manualClock } from '../support/manual-clock.ts'
import { startRawUpstream, whole, type RawUpstream } from '../support/raw-upstream.ts'

const open: RawUpstream[] = []
afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream[Symbol.asyncDispose]()
})

const upstreamOf = async (...parameters: Parameters<typeof startRawUpstream>) => {
  const upstream = await startRawUpstream(...parameters)
  open.push(upstream)
  return upstream
}

const answering = (bytes: string) => upstreamOf((request) => request.write(bytes))

const answer = fromText(
  JSON.stringify({
    object: 'chat.completion',
    choices: [{ message: { content: 'Grüße 🌍' } }],
    usage: { prompt_tokens: 7, completion_tokens: 5 },
  }),
)

const failureOf = async (bytes: string): Promise<[Failure['kind'], string, number] | string> => {
  const { url } = await answering(bytes)
  const running = attempt({ baseUrl: url })
  const outcome = await running.outcome
  if (outcome.type !== 'failed' || running.sink.seen.length > 0) return outcome.type
  return [outcome.failure.kind, outcome.failure.code, outcome.failure.status]
}

describe('a whole answer', () => {
  test('tells how long its order was on its way, apart from the call', async () => {
    const clock = manualClock()
    const upstream = await answering(whole(200, answer))
    const order = orderFor({ orderedAt: clock.now() - 7 })
    const outcome = await attempt({ baseUrl: upstream.url, order, clock }).outcome
    expect(outcome.measures).toMatchObject({ slotMs: 7, connectMs: 0 })
  })

  test('reaches the client byte by byte, once, and tells its usage', async () => {
    const { url } = await answering(whole(200, answer))
    const running = attempt({ baseUrl: url })
    const outcome = await running.outcome
    expect(running.sink.seen).toEqual([
      { type: 'answer', status: 200, headers: 'content-type: application/json', data: answer },
    ])
    expect(outcome).toMatchObject({
      type: 'served',
      measures: {
        usage: { inputTokens: 7, outputTokens: 5 },
        upstreamBytes: answer.length,
        streamMs: -1,
      },
    })
    expect(outcome.measures.connectMs).toBeGreaterThanOrEqual(0)
    expect(outcome.measures.firstEventMs).toBeGreaterThanOrEqual(outcome.measures.connectMs)
  })

  test('to a wish for a stream is passed on as a whole answer', async () => {
    const { url } = await answering(whole(200, answer))
    const running = attempt({ baseUrl: url, order: orderFor({ isStreaming: true }) })
    expect((await running.outcome).type).toBe('served')
    expect(running.sink.seen.map(({ type }) => type)).toEqual(['answer'])
  })

  test('that is compressed reaches the client as it reads without compression', async () => {
    const packed = Buffer.from(Bun.gzipSync(Buffer.from(answer, 'latin1'))).toString('latin1')
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`
    const { url } = await answering(head + packed)
    const running = attempt({ baseUrl: url })
    await running.outcome
    expect(running.sink.seen).toEqual([
      { type: 'answer', status: 200, headers: 'content-type: application/json', data: answer },
    ])
  })
})

describe('a refusal of the request', () => {
  test.each([400, 404, 413, 422])('%i is the answer, as it came', async (status) => {
    const body = '{"error":{"message":"No.","type":"invalid_request_error","code":null}}'
    const { url } = await answering(whole(status, body))
    const running = attempt({ baseUrl: url })
    expect(await running.outcome).toMatchObject({ type: 'refused', failure: { kind: 'client' } })
    expect(running.sink.seen).toMatchObject([{ type: 'answer', status, data: body }])
  })

  test('inside a 200 is the answer, too', async () => {
    const body = '{"error":{"message":"No.","type":"invalid_request_error","code":null}}'
    const { url } = await answering(whole(200, body))
    const running = attempt({ baseUrl: url })
    expect((await running.outcome).type).toBe('refused')
    expect(running.sink.data).toBe(body)
  })
})

describe('a failure shows the client nothing', () => {
  const error = (type: string) => JSON.stringify({ error: { message: 'Words.', type } })

  test.each<[string, string, [Failure['kind'], string, number]]>([
    ['401', whole(401, error('x')), ['auth', 'x', 503]],
    ['429', whole(429, error('requests')), ['rate_limited', 'requests', 429]],
    ['500', whole(500, '<html>'), ['transient', 'upstream_transient', 502]],
    ['503', whole(503, ''), ['overloaded', 'upstream_overloaded', 503]],
    ['an error in a 200', whole(200, error('server_error')), ['transient', 'server_error', 502]],
    ['a page', whole(200, '<html>', 'text/html'), ['transient', 'upstream_malformed', 502]],
    ['a page instead of a refusal', whole(404, '<html>'), ['client', 'upstream_client', 404]],
    ['a refusal without a word', whole(405, ''), ['client', 'upstream_client', 405]],
    ['half of a JSON', whole(200, '{"a":'), ['transient', 'upstream_malformed', 502]],
    ['nothing', whole(200, '', 'text/plain'), ['transient', 'upstream_malformed', 502]],
    [
      'a redirect',
      'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n',
      ['transient', 'upstream_redirect', 502],
    ],
  ])('%s', async (_name, bytes, failure) => {
    expect(await failureOf(bytes)).toEqual(failure)
  })

  test('a redirect is not followed: nobody else gets the credential', async () => {
    const elsewhere = await answering(whole(200, answer))
    const { url } = await answering(
      `HTTP/1.1 307 Elsewhere\r\nlocation: ${elsewhere.url}/v1\r\ncontent-length: 0\r\n\r\n`,
    )
    await attempt({ baseUrl: url }).outcome
    expect(elsewhere.connections()).toBe(0)
  })

  test('a connection that is refused, reset, or cut within the answer', async () => {
    const gone = await startRawUpstream()
    await gone[Symbol.asyncDispose]()
    const resetting = await upstreamOf((request) => request.reset())
    const cutting = await upstreamOf((request) => {
      request.write(whole(200, answer).slice(0, -5))
      request.end()
    })
    for (const { url } of [gone, resetting, cutting]) {
      const running = attempt({ baseUrl: url })
      expect(await running.outcome).toMatchObject({
        type: 'failed',
        isCommitted: false,
        failure: { kind: 'transient', code: 'upstream_unreachable', status: 502 },
      })
      expect(running.sink.seen).toEqual([])
    }
  })

  test('an upstream that is silent for as long as the order allows', async () => {
    const clock = manualClock()
    const upstream = await upstreamOf()
    const order = orderFor({ answerTimeoutMs: 5_000 })
    const running = attempt({ baseUrl: upstream.url, order, clock })
    const request = await upstream.next()
    clock.advance(4_999)
    expect(Bun.peek.status(running.outcome)).toBe('pending')
    clock.advance(1)
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      failure: { kind: 'transient', code: 'upstream_timeout', status: 504 },
    })
    await request.closed
  })

  test('an operation that the channel does not offer, and nobody is called', async () => {
    const upstream = await answering(whole(200, answer))
    const running = attempt({
      baseUrl: upstream.url,
      order: orderFor({ operation: 'batch-embed' }),
    })
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      failure: { kind: 'client', code: 'unsupported_operation', status: 400 },
    })
    expect(upstream.connections()).toBe(0)
  })
})

describe('a client that leaves', () => {
  test('before the answer closes the upstream, and is nobody else’s fault', async () => {
    const upstream = await upstreamOf()
    const running = attempt({ baseUrl: upstream.url })
    const request = await upstream.next()
    running.cancel()
    expect(await running.outcome).toMatchObject({ type: 'cancelled', isCommitted: false })
    await request.closed
  })

  test('within the answer closes the upstream', async () => {
    const upstream = await upstreamOf((request) => request.write(whole(200, answer).slice(0, -5)))
    const running = attempt({ baseUrl: upstream.url })
    const request = await upstream.next()
    running.cancel()
    expect((await running.outcome).type).toBe('cancelled')
    await request.closed
    expect(running.sink.seen).toEqual([])
  })

  test('after the end changes nothing', async () => {
    const { url } = await answering(whole(200, answer))
    const running = attempt({ baseUrl: url })
    const outcome = await running.outcome
    running.cancel()
    expect([outcome.type, (await running.outcome).type]).toEqual(['served', 'served'])
  })
})
