import { afterEach } from 'bun:test'
import type { Order } from '../../src/exchange/messages.ts'
import { attempt, orderFor } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import {
  chunk,
  eventStreamHead,
  lastChunk,
  startRawUpstream,
  type RawUpstream,
} from '../support/raw-upstream.ts'
import { anthropicStream, wholeStream } from '../support/streams.ts'

/** Starts upstreams that send these bytes as one chunked body each time, and then do what is told. They end with the test. */
export const streamingUpstreams = () => {
  const open: RawUpstream[] = []
  afterEach(async () => {
    for (const upstream of open.splice(0)) await upstream[Symbol.asyncDispose]()
  })
  return async (body: string, then: 'end' | 'close' | 'reset' | 'wait' = 'end') => {
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
}

export const streamOrder = (over: Partial<Omit<Order, 'body'>> = {}) =>
  orderFor({ protocol: 'anthropic', isStreaming: true, ...over })

export const relay = (
  upstream: RawUpstream,
  over: Omit<Partial<Parameters<typeof attempt>[0]>, 'baseUrl'> = {},
) =>
  attempt({
    baseUrl: upstream.url,
    channel: channelOf('anthropic', { baseUrl: upstream.url }),
    order: streamOrder(),
    ...over,
  })

const { preamble, content } = anthropicStream
export const everything = wholeStream(anthropicStream)
export const beginning = preamble.join('')
/** Up to its first content. */
export const begun = beginning + (content[0] ?? '')
