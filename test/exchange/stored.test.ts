import { afterEach, describe, expect, test } from 'bun:test'
import type { Order } from '../../src/exchange/messages.ts'
import { attempt, orderFor, recordingSink } from '../support/attempts.ts'
import {
  chunk,
  eventStreamHead,
  startRawUpstream,
  whole,
  type RawUpstream,
} from '../support/raw-upstream.ts'

const open: RawUpstream[] = []
afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream[Symbol.asyncDispose]()
})

const answering = async (bytes: string) => {
  const upstream = await startRawUpstream((request) => request.write(bytes))
  open.push(upstream)
  return upstream
}

const orderOn = (over: Partial<Omit<Order, 'body'>>): Order =>
  orderFor({ protocol: 'openai-responses', ...over })

const about = (operation: Order['operation']): Order => ({
  ...orderOn({ operation, resource: 'resp_1', model: '', modelStart: -1, modelEnd: -1 }),
  body: '',
})

const event = (payload: object): string => chunk(`data: ${JSON.stringify(payload)}\n\n`)

const response = '{"object":"response","id":"resp_1","output":[{"type":"message","id":"msg_1"}]}'

describe('about a stored answer an upstream is asked', () => {
  test.each<[Order['operation'], string]>([
    ['retrieve', 'GET /v1/responses/resp_1 '],
    ['list-input', 'GET /v1/responses/resp_1/input_items '],
    ['cancel', 'POST /v1/responses/resp_1/cancel '],
    ['delete', 'DELETE /v1/responses/resp_1 '],
  ])('to %s, without a body', async (operation, line) => {
    const upstream = await answering(whole(200, response))
    const running = attempt({ baseUrl: upstream.url, order: about(operation) })
    expect((await running.outcome).type).toBe('served')
    const { head, body } = await upstream.next()
    expect([head.slice(0, line.length), body]).toEqual([line, ''])
    expect(head).not.toMatch(/content-type/i)
    expect(running.sink.madeIds).toEqual({ kept: [], own: [] })
  })

  test('and may answer that there is no more to say', async () => {
    const upstream = await answering('HTTP/1.1 204 No Content\r\n\r\n')
    const running = attempt({ baseUrl: upstream.url, order: about('delete') })
    expect((await running.outcome).type).toBe('served')
    expect(running.sink.seen).toMatchObject([{ type: 'answer', status: 204, data: '' }])
  })
})

describe('an answer that its upstream keeps is told of', () => {
  test('with the whole of it', async () => {
    const { url } = await answering(whole(200, response))
    const running = attempt({ baseUrl: url, order: orderOn({}) })
    await running.outcome
    expect(running.sink.madeIds).toEqual({ kept: ['resp_1', 'msg_1'], own: [] })
  })

  test('but not when it is a refusal', async () => {
    const { url } = await answering(whole(400, '{"id":"resp_1","error":{"message":"No."}}'))
    const running = attempt({ baseUrl: url, order: orderOn({}) })
    await running.outcome
    expect(running.sink.madeIds).toEqual({ kept: [], own: [] })
  })

  test('as soon as a client that reads the stream could name it', async () => {
    const created = event({ type: 'response.created', response: { id: 'resp_1' } })
    const delta = event({ type: 'response.output_text.delta', delta: 'x' })
    const upstream = await answering(eventStreamHead + created + delta)
    const sink = recordingSink()
    const order = orderOn({ isStreaming: true })
    const running = attempt({ baseUrl: upstream.url, order, sink })
    await sink.atLeast(1)
    expect(sink.madeIds.kept).toEqual(['resp_1'])
    running.cancel()
    await running.outcome
  })

  test('at once when it goes on in the background', async () => {
    const created = { type: 'response.created', response: { id: 'resp_1', background: true } }
    const { url } = await answering(eventStreamHead + event(created))
    const sink = recordingSink()
    const running = attempt({ baseUrl: url, order: orderOn({ isStreaming: true }), sink })
    await sink.atLeast(1)
    expect(sink.madeIds.kept).toEqual(['resp_1'])
    running.cancel()
    await running.outcome
  })
})
