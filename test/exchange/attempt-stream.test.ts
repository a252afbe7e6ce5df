import { describe, expect, test } from 'bun:test'
import { recordingSink } from '../support/attempts.ts'
import { chunk, eventStreamHead, lastChunk, startRawUpstream } from '../support/raw-upstream.ts'
import { anthropicStream } from '../support/streams.ts'
import { begun, beginning, everything, relay, streamingUpstreams } from './stream-attempt.ts'

const streaming = streamingUpstreams()
const { content, error, malformed } = anthropicStream

describe('a stream', () => {
  test('reaches the client byte by byte, with one beginning', async () => {
    const running = relay(await streaming(everything))
    const outcome = await running.outcome
    expect(running.sink.data).toBe(everything)
    expect(running.sink.seen.map(({ type }) => type)).toEqual(['open'])
    expect(running.sink.seen[0]).toMatchObject({
      status: 200,
      headers: 'content-type: text/event-stream',
    })
    expect(outcome).toMatchObject({
      type: 'served',
      measures: { usage: { inputTokens: 7, outputTokens: 5 }, upstreamBytes: everything.length },
    })
  })

  test('that comes byte after byte is the same', async () => {
    await using upstream = await startRawUpstream((request) => {
      request.write(eventStreamHead)
      for (const byte of everything) request.write(chunk(byte))
      request.write(lastChunk)
    })
    const running = relay(upstream)
    expect((await running.outcome).type).toBe('served')
    expect(running.sink.data).toBe(everything)
  })

  test('shows nothing before its first content', async () => {
    const upstream = await streaming(beginning, 'wait')
    const running = relay(upstream)
    const request = await upstream.next()
    request.write(chunk(content[0] ?? ''))
    await running.sink.atLeast(begun.length)
    expect(running.sink.seen[0]?.data).toBe(begun)
    running.cancel()
    expect(await running.outcome).toMatchObject({ type: 'cancelled', isCommitted: true })
    await request.closed
  })
})

describe('a stream that fails before any content shows nothing', () => {
  test.each<[string, string, 'end' | 'close' | 'reset', string]>([
    ['an error event', beginning + error, 'end', 'api_error'],
    ['an error event first', error, 'end', 'api_error'],
    ['an unreadable event', beginning + malformed, 'end', 'upstream_malformed'],
    ['an end too early', beginning, 'end', 'upstream_cut'],
    ['nothing at all', '', 'end', 'upstream_cut'],
    ['half an event', begun.slice(0, -3), 'end', 'upstream_cut'],
    ['a closed connection', beginning, 'close', 'upstream_unreachable'],
    ['a reset connection', beginning, 'reset', 'upstream_unreachable'],
  ])('%s', async (_name, body, then, code) => {
    const running = relay(await streaming(body, then))
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      isCommitted: false,
      isTold: false,
      failure: { kind: 'transient', code },
    })
    expect(running.sink.seen).toEqual([])
  })

  test('unless it is the request that is at fault: then that is told', async () => {
    const refused =
      'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error","message":"No."}}\n\n'
    const running = relay(await streaming(beginning + refused))
    expect(await running.outcome).toMatchObject({ type: 'refused', failure: { kind: 'client' } })
    expect(running.sink.data).toBe(beginning + refused)
  })
})

describe('a stream that fails after content', () => {
  test.each<[string, string, string]>([
    ['by an unreadable event', begun + malformed, 'upstream_malformed'],
    ['by an end too early', begun, 'upstream_cut'],
    ['by half an event', `${begun}event: content_blo`, 'upstream_cut'],
  ])('%s has shown whole events only', async (_name, body, code) => {
    const running = relay(await streaming(body))
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      isCommitted: true,
      isTold: false,
      failure: { kind: 'transient', code },
    })
    expect(running.sink.data).toBe(begun)
  })

  test.each(['end', 'reset'] as const)('by its connection (%s) is known as begun', async (by) => {
    const upstream = await streaming(`${begun}event: content_blo`, 'wait')
    const running = relay(upstream)
    const request = await upstream.next()
    await running.sink.atLeast(begun.length)
    request[by]()
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      isCommitted: true,
      failure: { code: 'upstream_unreachable' },
    })
    expect(running.sink.data).toBe(begun)
  })

  test("by the upstream's own error event has told it", async () => {
    const running = relay(await streaming(begun + error))
    expect(await running.outcome).toMatchObject({ type: 'failed', isCommitted: true, isTold: true })
    expect(running.sink.data).toBe(begun + error)
  })
})

test('the last byte of a stream reaches the client, although its last line seemed complete without it', async () => {
  const lines = everything.replaceAll('\n', '\r\n')
  const upstream = await streaming(lines.slice(0, -1), 'wait')
  const running = relay(upstream)
  const request = await upstream.next()
  await running.sink.atLeast(lines.length - 1)
  request.write(chunk('\n') + lastChunk)
  expect((await running.outcome).type).toBe('served')
  expect(running.sink.data).toBe(lines)
})

test('a defect of ours leaves no upstream open behind it', async () => {
  const upstream = await streaming(begun, 'wait')
  const sink = {
    ...recordingSink(),
    open: () => {
      throw new TypeError('a defect')
    },
  }
  const running = relay(upstream, { sink })
  const request = await upstream.next()
  await expect(running.outcome).rejects.toThrow('a defect')
  await request.closed
})
