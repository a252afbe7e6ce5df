import { noRules } from '../../src/ir/rules.ts'
import type { Clock } from '../../src/actor/clock.ts'
import { seededRandom } from '../../src/actor/random.ts'
import { systemClock } from '../../src/actor/index.ts'
import type { ActorRef } from '../../src/actor/message.ts'
import type { AnnouncedLimit, Channel } from '../../src/channel/index.ts'
import { startAttempt, type RunningAttempt } from '../../src/exchange/attempt.ts'
import type { Grant } from '../../src/exchange/attempt-context.ts'
import { openEgress } from '../../src/exchange/egress/egress.ts'
import type { CallPlan } from '../../src/exchange/plan/call-plan.ts'
import { planCall } from '../../src/exchange/plan/plan.ts'
import type { Order, Reply } from '../../src/exchange/messages.ts'
import type { Sink, WholeAnswer } from '../../src/exchange/sink.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { scanTopLevel } from '../../src/protocol/json-scan.ts'
import { channelOf } from './channels.ts'

const nobody = 'test/nobody#1' as ActorRef<Reply>

/** An order for a chat, its body written out, `model` found in it. */
export const orderFor = (
  over: Partial<Omit<Order, 'body'>> & { readonly body?: object } = {},
): Order => {
  const { body: content, ...fields } = over
  const body = fromText(
    JSON.stringify({
      model: 'gpt-4o-mini',
      stream: fields.isStreaming === true,
      messages: [{ role: 'user', content: 'Say something.' }],
      ...content,
    }),
  )
  const span = scanTopLevel(body, ['model']).spans.get('model')
  return {
    type: 'order',
    exchange: 1,
    attempt: 1,
    life: 0,
    requestId: 'request-1',
    protocol: 'openai-chat',
    operation: 'generate',
    model: 'gpt-4o-mini',
    wish: '',
    isStreaming: false,
    framing: 'sse',
    query: '',
    headers: '',
    modelStart: span?.start ?? -1,
    modelEnd: span?.end ?? -1,
    resource: '',
    bodyBytes: -1,
    dropsProofs: false,
    answerTimeoutMs: 60_000,
    commitTimeoutMs: 120_000,
    idleTimeoutMs: 60_000,
    queueMs: 0,
    orderedAt: 0,
    replyTo: nobody,
    ...fields,
    body,
  }
}

/** What a client of an attempt would have seen, in order. */
export type Seen = {
  readonly type: 'open' | 'chunk' | 'answer'
  readonly status: number
  readonly headers: string
  readonly data: string
}

export type RecordingSink = Sink & {
  readonly seen: readonly Seen[]
  /** The ids it was told, of what is kept and of what is not. */
  readonly madeIds: { readonly kept: string[]; readonly own: string[] }
  /** What it was told of limits, call by call. */
  readonly limits: readonly (readonly AnnouncedLimit[])[]
  /** All bytes. */
  readonly data: string
  /** Resolves when the client has seen this many bytes. */
  atLeast(bytes: number): Promise<void>
}

/** `mayTake`: what the client has room for; undefined lets everything pass. */
export const recordingSink = (writable: Sink['writable'] = () => undefined): RecordingSink => {
  const seen: Seen[] = []
  const limits: (readonly AnnouncedLimit[])[] = []
  const madeIds: RecordingSink['madeIds'] = { kept: [], own: [] }
  const waiting: { readonly bytes: number; readonly resolve: () => void }[] = []
  const data = (): string => seen.map((one) => one.data).join('')
  const add = (entry: Seen): void => {
    seen.push(entry)
    for (const { bytes, resolve } of waiting) if (data().length >= bytes) resolve()
  }
  return {
    seen,
    madeIds,
    made: (ids, isKept) => madeIds[isKept ? 'kept' : 'own'].push(...ids),
    limits,
    announced: (told) => void limits.push(told),
    get data() {
      return data()
    },
    atLeast: (bytes) =>
      new Promise((resolve) => {
        if (data().length >= bytes) resolve()
        else waiting.push({ bytes, resolve })
      }),
    open: (status, headers, bytes) => add({ type: 'open', status, headers, data: bytes }),
    chunk: (bytes) => add({ type: 'chunk', status: 0, headers: '', data: bytes }),
    answer: ({ status, headers, body }: WholeAnswer) =>
      add({ type: 'answer', status, headers, data: body }),
    writable,
  }
}

/** What an account would lend for an upstream at this address. */
export const grantFor = (baseUrl: string, over: Partial<Grant> = {}): Grant => ({
  account: 'openai/one',
  channel: channelOf('openai', { baseUrl }),
  secret: 'sk-simulated-one',
  egress: openEgress({ proxyUrl: '', proxyUsername: '', proxyPassword: '' }),
  userAgent: 'switchyard/0.0.0-test',
  rules: noRules,
  media: { isAllowed: false, maxBytes: 1_048_576, timeoutMs: 10_000 },
  ...over,
})

export type Trial = {
  readonly baseUrl: string
  readonly order?: Order
  readonly channel?: Channel
  readonly sink?: RecordingSink
  readonly clock?: Clock
  readonly grant?: Grant
}

/** One attempt against an upstream, with what its client sees. */
export const attempt = ({
  baseUrl,
  order = orderFor(),
  channel = channelOf('openai', { baseUrl }),
  sink = recordingSink(),
  clock = systemClock,
  grant = grantFor(baseUrl, { channel }),
}: Trial): RunningAttempt & { readonly sink: RecordingSink } => ({
  ...startAttempt(order, { grant, sink, clock, random: seededRandom(1) }),
  sink,
})

/** What an attempt would send for an order that passes untouched; undefined when it is refused. */
export const untouchedPlan = (order: Order, grant: Grant): CallPlan | undefined => {
  const planned = planCall(order, {
    grant,
    ids: { next: (prefix) => `${prefix}1` },
    clock: systemClock,
    signal: new AbortController().signal,
  })
  if (planned instanceof Promise) throw new Error('this order is translated')
  return planned.type === 'planned' ? planned.plan : undefined
}
