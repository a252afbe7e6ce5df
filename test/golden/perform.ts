import type { Random } from '../../src/actor/random.ts'
import { startAttempt } from '../../src/exchange/attempt.ts'
import type { Egress } from '../../src/exchange/egress/egress.ts'
import { parseHeaderLines } from '../../src/exchange/header-lines.ts'
import type { Outcome } from '../../src/exchange/outcome.ts'
import { fromBytes, toText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import { grantFor, orderFor, recordingSink } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'
import { manualClock } from '../support/manual-clock.ts'
import { asServerSentEvents } from '../support/recorded-streams.ts'
import type { Case, Client, Upstream, UpstreamAnswer } from './scene.ts'

/** What both sides of one exchange saw. All are texts. */
export type Performance = {
  /** Undefined: the upstream was not asked. */
  readonly asked: { readonly url: string; readonly body: string } | undefined
  readonly status: number
  readonly warnings: string
  readonly told: string
}

export type Scene = {
  readonly client: Client
  readonly upstream: Upstream
  readonly case: Case
  readonly isStreaming: boolean
  /** The upstream answers so whatever it is asked for. */
  readonly answers?: 'streams' | 'whole'
}

/** One exchange as an account runs it, but for the network. */
export const perform = async (scene: Scene): Promise<Performance> => {
  const { client, upstream, isStreaming, answers = '' } = scene
  const isAnswerStreaming = answers === '' ? isStreaming : answers === 'streams'
  const asked: { url: string; body: string }[] = []
  const egress: Egress = {
    isProxied: false,
    call: async (url, { body }) => {
      asked.push({ url, body: toText(fromBytes(await new Response(body).bytes())) })
      return responseOf(upstream, upstream.answers[scene.case], isAnswerStreaming)
    },
    close: () => undefined,
  }
  const sink = recordingSink()
  const order = orderFor({
    protocol: client.protocol,
    model: upstream.model,
    isStreaming,
    body: requestOf(scene),
  })
  const channel = channelOf('golden', {
    protocol: upstream.protocol,
    baseUrl: 'https://upstream.example',
    answers,
  })
  const grant = grantFor('', { account: 'golden/one', channel, egress })
  const { outcome } = startAttempt(order, {
    grant,
    sink,
    clock: manualClock(),
    random: countingRandom(),
  })
  const failure = failureOf(await outcome, scene)
  const [head] = sink.seen
  return {
    asked: asked[0],
    status: head?.status ?? failure.status,
    warnings:
      parseHeaderLines(head?.headers ?? '').find(
        ([name]) => name === 'x-switchyard-warnings',
      )?.[1] ?? '',
    told: toText(sink.data) + failure.told,
  }
}

/** A client's request as it is sent. */
const requestOf = ({ client, upstream, isStreaming, case: name }: Scene): object => {
  const request = client.requests[name]
  if (typeof request === 'string') throw new Error(request)
  return {
    messages: undefined,
    stream: undefined,
    model: client.protocol === 'gemini' ? undefined : upstream.model,
    ...request,
    ...(isStreaming ? client.streamed : {}),
  }
}

const responseOf = (
  upstream: Upstream,
  { status = 200, headers = {}, whole, stream }: UpstreamAnswer,
  isStreaming: boolean,
): Response => {
  if (isStreaming) {
    const payloads = stream.map(asJson)
    const bytes = asServerSentEvents({ ...upstream, name: '', payloads, isDamaged: false })
    return new Response(bytes, { headers: { 'content-type': 'text/event-stream' } })
  }
  return new Response(asJson(whole), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const asJson = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** As the front tells it once there is no other account to turn to. */
const failureOf = (
  outcome: Outcome,
  { client, isStreaming }: Scene,
): { readonly status: number; readonly told: string } => {
  if (outcome.type !== 'failed' || outcome.isTold) return { status: 0, told: '' }
  const protocol = protocols[client.protocol]
  if (isStreaming && outcome.isCommitted) {
    const place = { framing: 'sse', isFirst: false } as const
    return { status: 0, told: protocol.writeStreamFailure(outcome.failure, 'req_1', place) }
  }
  const { status, body } = protocol.writeFailure(outcome.failure, 'req_1')
  return { status, told: body }
}

/** Ids that count: all of their 24 characters are `A`, but for the last. */
const countingRandom = (): Random => {
  let calls = 0
  return {
    next: () => {
      calls += 1
      return calls % 24 === 0 ? (((calls / 24) % 62) + 0.5) / 62 : 0
    },
  }
}
