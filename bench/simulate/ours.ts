import { accountActorWith } from '../../src/account/actor.ts'
import { ActorSystem, type ActorRef, type Clock, type Simulation } from '../../src/actor/index.ts'
import type { AnnouncedLimit } from '../../src/channel/index.ts'
import type { CountRequest } from '../../src/counter/messages.ts'
import type { Reply } from '../../src/exchange/messages.ts'
import { newMeasures, type Outcome } from '../../src/exchange/outcome.ts'
import type { Failure } from '../../src/ir/failure.ts'
import { writePrefixes } from '../../src/ir/prefix.ts'
import { schedulerActorWith } from '../../src/scheduler/actor.ts'
import { schedulerClient, type Scheduler } from '../../src/scheduler/client.ts'
import type { ModeName, SchedulerArguments, SchedulerNews } from '../../src/scheduler/messages.ts'
import { modes, type Mode } from '../../src/scheduler/mode/index.ts'
import { listener } from '../../test/support/listener.ts'
import { usualRests } from '../../test/support/rests.ts'
import { everyHour, noGuardrails } from '../../test/support/scheduler-world.ts'
import type { Relay, SimulatedAnswer, SimulatedRequest } from './request.ts'
import type { Taken, UpstreamAccount } from './upstream.ts'

const CHANNEL = 'model'

type Pending = {
  readonly request: SimulatedRequest
  readonly done: (answer: SimulatedAnswer) => void
  readonly sentAt: number
  /** When the upstream was asked that serves it. */
  askedAt: number
  account: string
  firstEventAt: number
  taken: Extract<Taken, { type: 'served' }> | undefined
}

export type OursOptions = {
  readonly simulation: Simulation
  readonly accounts: ReadonlyMap<string, UpstreamAccount>
  readonly mode: Mode
  readonly maxWaitMs: number
  /** Told of every attempt as it begins. */
  readonly onAttempt: (request: SimulatedRequest) => void
}

/** The very scheduler and accounts of the program; only what is upstream of them is a model. */
export const openOurs = async (options: OursOptions): Promise<Relay> => {
  const { simulation, accounts, mode, maxWaitMs } = options
  const pending = new Map<number, Pending>()
  const { clock } = simulation
  const main = new ActorSystem({
    node: 'main',
    definitions: [accountActorWith(attempts(options, pending))],
    ...simulation.parts,
  })
  const replyTo: ActorRef<Reply> = main.spawn(
    listener<Reply>('front', (reply) => answer(pending, reply, clock.monotonic())),
    'front',
    null,
  )
  const args: SchedulerArguments = {
    ...settled,
    channels: [{ ...channel, mode: nameOf(mode) }],
    accounts: Array.from(accounts.values(), ({ model }) => ({
      ...account,
      id: model.id,
      weight: model.weight,
      maxConcurrency: model.concurrency,
    })),
    maxWaitMs,
    viewer: main.spawn(
      listener<SchedulerNews>('viewer', () => undefined),
      'viewer',
      null,
    ),
    counter: main.spawn(
      listener<CountRequest>('counter', () => undefined),
      'counter',
      null,
    ),
  }
  const actor = schedulerActorWith({ ...modes, [nameOf(mode)]: mode })
  const ref = main.spawn(actor, 'scheduler', args)
  const scheduler = schedulerClient((to, message) => main.tell(to, message), ref)
  scheduler.nodesChanged(['main'])
  await simulation.settle()
  let exchange = 0
  return {
    send: (request, done) => {
      exchange += 1
      pending.set(exchange, waitingFor(request, done, clock.monotonic()))
      scheduler.dispatch({ ...dispatchOf(request, exchange), replyTo })
    },
  }
}

const waitingFor = (request: SimulatedRequest, done: Pending['done'], sentAt: number): Pending => ({
  request,
  done,
  sentAt,
  askedAt: 0,
  account: '',
  firstEventAt: -1,
  taken: undefined,
})

const dispatchOf = (
  request: SimulatedRequest,
  exchange: number,
): Omit<Parameters<Scheduler['dispatch']>[0], 'replyTo'> => ({
  ...dispatch,
  exchange,
  requestId: `${exchange}`,
  user: request.user,
  session: request.session,
  urgency: request.urgency,
  timeoutMs: request.patienceMs,
  body: bodyOf(request),
  prefixes: writePrefixes({ lifetimeMs: 300_000, list: marksOf(request) }),
})

/** A naive policy borrows a name. */
const nameOf = ({ name }: Mode): ModeName => name

/** As the front tells them: the first eight and the last fifty-six. */
const marksOf = ({ blocks }: SimulatedRequest): SimulatedRequest['blocks'] =>
  blocks.length <= 64 ? blocks : [...blocks.slice(0, 8), ...blocks.slice(-56)]

/** Only its length is looked at. One text serves all: it is cut without being copied. */
const paper = ' '.repeat(4_000_000)

const bodyOf = ({ inputTokens }: SimulatedRequest): string =>
  paper.slice(0, Math.min(paper.length, inputTokens * 4))

const attempts =
  ({ simulation, accounts, onAttempt }: OursOptions, pending: Map<number, Pending>) =>
  (
    ...[order, { grant, sink, clock }]: Parameters<Parameters<typeof accountActorWith>[0]>
  ): ReturnType<Parameters<typeof accountActorWith>[0]> => {
    const upstream = accounts.get(grant.account)
    const waiting = pending.get(order.exchange)
    if (upstream === undefined || waiting === undefined) throw new Error('an order of nobody')
    const { request } = waiting
    const now = simulation.clock.monotonic()
    onAttempt(request)
    const taken = upstream.begin(request, now)
    const limits = announcedBy(upstream, simulation.clock)
    if (limits.length > 0) sink.announced(limits)
    waiting.account = grant.account
    waiting.askedAt = now
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    if (taken.type === 'refused') {
      clock.schedule(taken.afterMs, () => resolve(failed(taken)))
      return { cancel: () => undefined, outcome: promise }
    }
    waiting.taken = taken
    clock.schedule(taken.firstEventMs, () => {
      upstream.answering(request, simulation.clock.monotonic())
      sink.open(200, '', '')
    })
    clock.schedule(taken.totalMs, () => {
      upstream.end()
      resolve(served(taken))
    })
    return { cancel: () => undefined, outcome: promise }
  }

/** As the headers of OpenAI and Anthropic tell them. */
const announcedBy = (upstream: UpstreamAccount, clock: Clock): readonly AnnouncedLimit[] =>
  upstream.announced(clock.monotonic()).flatMap((limit) =>
    limit === undefined
      ? []
      : {
          isOfAccount: false,
          left: limit.left,
          resetsAt: clock.now() + limit.fullMs,
          spentUntil: limit.left > 0 ? 0 : clock.now() + limit.fullMs / 10,
        },
  )

const served = ({ firstEventMs, usage }: Extract<Taken, { type: 'served' }>): Outcome => ({
  type: 'served',
  measures: { ...newMeasures(0), connectMs: 50, firstEventMs, usage },
})

const failed = (taken: Extract<Taken, { type: 'refused' }>): Outcome => ({
  type: 'failed',
  failure: failureOf(taken),
  isCommitted: false,
  isTold: false,
  measures: newMeasures(0),
})

const failureOf = ({
  status,
  retryAfterMs,
  isQuota,
}: Extract<Taken, { type: 'refused' }>): Failure => {
  const told = { code: `upstream_${status}`, message: 'modelled', upstreamStatus: status }
  const delay = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (status === 401) return { ...told, kind: 'auth', status: 503 }
  if (status === 500) return { ...told, kind: 'transient', status: 502 }
  return { ...told, ...delay, kind: isQuota ? 'quota' : 'rate_limited', status: 429 }
}

const answer = (pending: Map<number, Pending>, reply: Reply, now: number): void => {
  const waiting = pending.get(reply.exchange)
  if (waiting === undefined) throw new Error(`exchange ${reply.exchange} was answered twice`)
  if (reply.type === 'opened') {
    waiting.firstEventAt = now
    return
  }
  if (reply.type === 'chunk') return
  pending.delete(reply.exchange)
  waiting.done(answerOf(waiting, reply))
}

const answerOf = (
  { taken, account, firstEventAt, askedAt, sentAt }: Pending,
  reply: Reply,
): SimulatedAnswer => {
  if (reply.type === 'failed')
    return firstEventAt >= 0
      ? { type: 'broken' }
      : { type: 'refused', reason: reply.code, retryAfterMs: Math.max(0, reply.retryAfterMs) }
  if (taken === undefined) throw new Error('served by nobody')
  return {
    type: 'served',
    account,
    firstEventMs: firstEventAt - sentAt,
    waitedMs: askedAt - sentAt,
    usage: taken.usage,
  }
}

const channel = {
  settings: {
    id: CHANNEL,
    baseUrl: 'http://127.0.0.1',
    protocol: 'openai-chat',
    alsoSpeaks: [],
    answers: '',
  },
  speaks: [{ protocol: 'openai-chat', operation: 'generate' }],
  models: ['model'],
  maxPrompts: 0,
  modelPatterns: [],
  rules: { cacheBreakpoints: [] },
} as const

const account = {
  channel: CHANNEL,
  secret: 'simulated',
  priority: 0,
  models: [],
  egress: { proxyUrl: '', proxyUsername: '', proxyPassword: '' },
  quotaGroup: '',
  tier: '',
}

const settled = {
  mapping: {},
  defaultChannel: '',
  splitsModels: false,
  preferredAccount: '',
  compliance: noGuardrails,
  rests: usualRests,
  discovery: everyHour,
  maxWaiting: 10_000,
  requestTimeoutMs: 600_000,
  firstEventTimeoutMs: 600_000,
  idleTimeoutMs: 600_000,
  userAgent: 'switchyard/simulated',
  media: { isAllowed: false, maxBytes: 1, timeoutMs: 1 },
  isolation: 'shared',
  threads: 1,
} as const

const dispatch = {
  type: 'dispatch',
  protocol: 'openai-chat',
  operation: 'generate',
  scope: '',
  model: 'model',
  isStreaming: true,
  framing: 'sse',
  query: '',
  headers: '',
  modelStart: -1,
  modelEnd: -1,
  resource: '',
  references: '',
} as const
