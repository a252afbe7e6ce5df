/**
 * The client, in a process of its own, on bare sockets. Prints one line of JSON: a `LoadResult`.
 *
 * Usage: bun bench/load.ts '<LoadPlan as JSON>'
 */
import type { ProtocolId } from '../src/protocol/protocol.ts'
import { smallRequest, type ClientRequest } from './client-requests.ts'
import { openConnection, type Connection, type Timing } from './connection.ts'
import { longRequest } from './long-request.ts'
import { holdStreams, sendAtRate, sendInTurn, type Shape } from './shapes.ts'
import { percentile } from './statistics.ts'

export type LoadPlan = {
  readonly port: number
  readonly model: string
  readonly connections: number
  readonly shape: Shape
  /** `openai-chat` when nothing else is said. */
  readonly protocol?: ProtocolId
  /** A conversation of a megabyte instead of a question; `long-words`: without tools and images. */
  readonly length?: 'long' | 'long-words'
}

export type LoadResult = {
  readonly requests: number
  readonly failures: number
  readonly events: number
  readonly elapsedMs: number
  readonly totalMs: { readonly p50: number; readonly p99: number }
  readonly firstEventMs: { readonly p50: number; readonly p99: number }
}

/** Conversations that differ in their first words, so that a relay which keeps sessions together has many. */
const conversations = 64

const requestsOf = (plan: LoadPlan): readonly Buffer[] =>
  plan.length === undefined
    ? Array.from({ length: conversations }, (_, index) => written(plan.port, question(plan, index)))
    : [written(plan.port, conversation(plan))]

const question = ({ model, protocol = 'openai-chat' }: LoadPlan, index: number): ClientRequest =>
  smallRequest(protocol, {
    model,
    isStreaming: !model.endsWith('json'),
    instructions: `You are assistant number ${100 + index}, brief and precise.`,
  })

const conversation = ({ model, protocol = 'openai-chat', length }: LoadPlan): ClientRequest =>
  longRequest(protocol, { model, isText: length === 'long-words' })

const written = (port: number, { path, body }: ClientRequest): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer bench-key\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )

const run = async (plan: LoadPlan): Promise<LoadResult> => {
  const requests = requestsOf(plan)
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => openConnection(plan.port)),
  )
  const start = performance.now()
  const timings = await send(connections, requests, plan.shape)
  const elapsedMs = performance.now() - start
  for (const connection of connections) connection.close()
  return resultOf(timings, elapsedMs)
}

const send = (
  connections: readonly Connection[],
  requests: readonly Buffer[],
  shape: Shape,
): Promise<readonly Timing[]> => {
  switch (shape.type) {
    case 'closed':
      return sendInTurn(connections, requests, shape.requests)
    case 'open':
      return sendAtRate(connections, requests, shape)
    case 'hold':
      return holdStreams(connections, requests)
    default:
      return shape satisfies never
  }
}

const resultOf = (timings: readonly Timing[], elapsedMs: number): LoadResult => {
  const whole = timings.map((timing) => timing.totalMs)
  const first = timings.map((timing) => timing.firstEventMs)
  return {
    requests: timings.length,
    failures: timings.filter((timing) => timing.status !== 200).length,
    events: timings.reduce((sum, timing) => sum + timing.events, 0),
    elapsedMs,
    totalMs: { p50: percentile(whole, 50), p99: percentile(whole, 99) },
    firstEventMs: { p50: percentile(first, 50), p99: percentile(first, 99) },
  }
}

console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? ''))))
process.exit(0)
