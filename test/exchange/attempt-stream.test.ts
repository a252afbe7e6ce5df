import { afterEach, describe, expect, test } from 'bun:test'
import { VirtualClock } from '../../src/actor/index.ts'
import type { Order } from '../../src/exchange/messages.ts'
import { openCreditGate } from '../../src/exchange/credit.ts'
import { attempt, orderFor, recordingSink } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import { manualClock } from '../support/manual-clock.ts'
import {
  chunk,
  eventStreamHead,
  lastChunk,
  startRawUpstream,
  type RawUpstream,
} from '../support/raw-upstream.ts'
import { anthropicStream, wholeStream } from '../support/streams.ts'

const open: RawUpstream[] = []
afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream[Symbol.asyncDispose]()
})

/** An upstream that sends these bytes as one chunked body each time, and then does what is told. */
const streaming = async (body: string, then: 'end' | 'close' | 'reset' | 'wait' = 'end') => {
  const upstream = await startRawUpstream((request) => {
    request.write(eventStreamHead + (body === '' ? '' : chunk(body)))
    if (then === 'end') request.write(lastChunk)
    if (then === 'close') request.end()
    // What was written must have left before the reset throws it away.
    if (then === 'reset') setImmediate(() => request.reset())
  })
  open.push(upstream)
  return upstream
}

const streamOrder = (over: Partial<Omit<Order, 'body'>> = {}) =>
  orderFor({ protocol: 'anthropic', isStreaming: true, ...over })

const relay = (
  upstream: RawUpstream,
  over: Omit<Partial<Parameters<typeof attempt>[0]>, 'baseUrl'> = {},
) =>
  attempt({
    baseUrl: upstream.url,
    channel: channelOf('anthropic', { baseUrl: upstream.url }),
    order: streamOrder(),
    ...over,
  })

const { preamble, content, error, malformed } = anthropicStream
const everything = wholeStream(anthropicStream)
const beginning = preamble.join('')
const begun = beginning + (content[0] ?? '')

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
    const upstream = await startRawUpstream((request) => {
      request.write(eventStreamHead)
      for (const byte of everything) request.write(chunk(byte))
      request.write(lastChunk)
    })
    open.push(upstream)
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

describe('a silent upstream', () => {
  test('is left when its first event does not come', async () => {
    const clock = manualClock()
    const upstream = await streaming('', 'wait')
    const running = relay(upstream, { clock, order: streamOrder({ answerTimeoutMs: 1_000 }) })
    const request = await upstream.next()
    clock.advance(1_000)
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      isCommitted: false,
      failure: { code: 'upstream_timeout' },
    })
    await request.closed
  })

  test('is one that sends nothing, not one that takes long in all', async () => {
    const clock = manualClock()
    const upstream = await streaming(begun, 'wait')
    const running = relay(upstream, { clock, order: streamOrder({ idleTimeoutMs: 2_000 }) })
    const request = await upstream.next()
    let bytes = begun.length
    for (let turn = 0; turn < 5; turn += 1) {
      await running.sink.atLeast(bytes)
      clock.advance(1_999)
      request.write(chunk(content[1] ?? ''))
      bytes += content[1]?.length ?? 0
    }
    await running.sink.atLeast(bytes)
    expect(Bun.peek.status(running.outcome)).toBe('pending')
    running.cancel()
    await running.outcome
  })

  test('is left for another account when nothing follows its preamble', async () => {
    const clock = manualClock()
    const upstream = await streaming(beginning, 'wait')
    const order = streamOrder({ answerTimeoutMs: 1_000, idleTimeoutMs: 60_000 })
    const running = relay(upstream, { clock, order })
    const request = await upstream.next()
    clock.advance(1_000)
    expect(await running.outcome).toMatchObject({ type: 'failed', isCommitted: false })
    await request.closed
  })

  test('is left for its signs of life alone when the request has no more time', async () => {
    const clock = new VirtualClock()
    const upstream = await streaming(': wait\n\n', 'wait')
    const order = streamOrder({ answerTimeoutMs: 1_000, commitTimeoutMs: 2_500 })
    const running = relay(upstream, { clock, order })
    const request = await upstream.next()
    for (const [at, nextAt] of [
      [999, 1_999],
      [1_998, 2_500],
    ] as const) {
      clock.moveTo(at)
      request.write(chunk(': wait\n\n'))
      // It has been read once more is waited for.
      while (clock.nextAt() !== nextAt) await new Promise(setImmediate)
    }
    clock.moveTo(2_500)
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      isCommitted: false,
      failure: { code: 'upstream_timeout', status: 504 },
    })
    await request.closed
  })

  test('is left when its next event does not come', async () => {
    const clock = manualClock()
    const upstream = await streaming(begun, 'wait')
    const running = relay(upstream, { clock, order: streamOrder({ idleTimeoutMs: 2_000 }) })
    const request = await upstream.next()
    await running.sink.atLeast(begun.length)
    clock.advance(1_999)
    expect(Bun.peek.status(running.outcome)).toBe('pending')
    clock.advance(1)
    expect(await running.outcome).toMatchObject({ type: 'failed', isCommitted: true })
    await request.closed
  })
})

describe('a client that reads slowly', () => {
  const slowly = () => {
    const gate = openCreditGate(1)
    const sink = recordingSink(gate.writable)
    const shown = sink.open
    return {
      gate,
      sink: {
        ...sink,
        open: (...seen: Parameters<typeof shown>) => {
          gate.spend(1_000)
          shown(...seen)
        },
      },
    }
  }

  test('is no silence of the upstream', async () => {
    const clock = manualClock()
    const { gate, sink } = slowly()
    const upstream = await streaming(begun, 'wait')
    const running = relay(upstream, { clock, sink })
    await upstream.next()
    await sink.atLeast(begun.length)
    clock.advance(599_999)
    expect(Bun.peek.status(running.outcome)).toBe('pending')
    gate.grant(10_000)
    running.cancel()
    expect((await running.outcome).type).toBe('cancelled')
  })

  test('and takes nothing for ten minutes gives up its slot, and nobody is blamed', async () => {
    const clock = manualClock()
    const { sink } = slowly()
    const upstream = await streaming(begun, 'wait')
    const running = relay(upstream, { clock, sink })
    const request = await upstream.next()
    await sink.atLeast(begun.length)
    clock.advance(600_000)
    expect(await running.outcome).toMatchObject({
      type: 'failed',
      isCommitted: true,
      failure: { kind: 'client', code: 'client_stalled' },
    })
    await request.closed
  })

  test('and leaves ends the attempt, although its turn never comes', async () => {
    const { sink } = slowly()
    const upstream = await streaming(begun, 'wait')
    const running = relay(upstream, { sink })
    const request = await upstream.next()
    await sink.atLeast(begun.length)
    running.cancel()
    expect(await running.outcome).toMatchObject({ type: 'cancelled', isCommitted: true })
    await request.closed
  })
})
