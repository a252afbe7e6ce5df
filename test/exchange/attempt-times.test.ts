import { describe, expect, test } from 'bun:test'
import { VirtualClock } from '../../src/actor/index.ts'
import { openCreditGate } from '../../src/exchange/credit.ts'
import { recordingSink } from '../support/attempts.ts'
import { manualClock } from '../support/manual-clock.ts'
import { chunk } from '../support/raw-upstream.ts'
import { anthropicStream } from '../support/streams.ts'
import { begun, beginning, relay, streamingUpstreams, streamOrder } from './stream-attempt.ts'

const streaming = streamingUpstreams()
const { content } = anthropicStream

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
