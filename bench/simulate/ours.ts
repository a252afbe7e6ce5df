import { accountActorWith } from '../../src/account/actor.ts'
import { ActorSystem, type ActorRef, type Message, type Simulation } from '../../src/actor/index.ts'
import type { CountRequest } from '../../src/counter/messages.ts'
import type { Dispatch, Reply } from '../../src/exchange/messages.ts'
import { writePrefixes } from '../../src/ir/prefix.ts'
import { schedulerActorWith } from '../../src/scheduler/actor.ts'
import { schedulerClient, type Scheduler } from '../../src/scheduler/client.ts'
import type {
  AccountsViewed,
  LoadsTold,
  ReceiptFound,
  SchedulerArguments,
  SchedulerMessage,
  SchedulerNews,
} from '../../src/scheduler/messages.ts'
import { modes, type Mode } from '../../src/scheduler/mode/index.ts'
import { listener } from '../../test/support/listener.ts'
import { explain } from './explain.ts'
import { account, channel, dispatch, settled } from './ours-settings.ts'
import { attemptsAt, type Pending } from './ours-upstream.ts'
import type { Inspection, Relay, SimulatedAnswer, SimulatedRequest } from './request.ts'
import type { Watch } from './spectator.ts'
import { spied, type Spied } from './spied.ts'
import type { UpstreamAccount } from './upstream.ts'

export type OursOptions = {
  readonly simulation: Simulation
  readonly accounts: ReadonlyMap<string, UpstreamAccount>
  readonly watch: Watch
  readonly mode: Mode
  readonly rules: OperatorRules
}

/** What an operator may set of it. */
export type OperatorRules = Pick<SchedulerArguments, 'maxWaitMs'> &
  Partial<Pick<SchedulerArguments, 'maxWaiting' | 'compliance' | 'rests'>>

/** What the scheduler tells an operator, who asks between two events. */
type Answer = LoadsTold | AccountsViewed | ReceiptFound
type Viewer = ActorRef<SchedulerNews | Answer>

/** The very scheduler and accounts of the program; only what is upstream of them is a model. */
export const openOurs = async (options: OursOptions): Promise<Relay> => {
  const { simulation, accounts, mode, watch } = options
  const { clock } = simulation
  const pending = new Map<number, Pending>()
  const main = new ActorSystem({
    node: 'main',
    definitions: [accountActorWith(attemptsAt({ clock, accounts, watch }, pending))],
    observe: (event) => {
      if (event.type === 'actor-failed')
        watch.crashed(`an actor (${event.kind}) has failed: ${event.failure.stack}`)
    },
    ...simulation.parts,
  })
  const replyTo: ActorRef<Reply> = main.spawn(
    listener<Reply>('front', (reply) => answer(pending, reply, { clock, watch })),
    'front',
    null,
  )
  const viewer: Viewer = main.spawn(
    listener<SchedulerNews | Answer>('viewer', (news) => tellBound(news, watch)),
    'viewer',
    null,
  )
  const counter = main.spawn(
    listener<CountRequest>('counter', () => undefined),
    'counter',
    null,
  )
  const actor = spied(schedulerActorWith({ ...modes, [mode.name]: mode }), (message) =>
    tellRests(message, watch),
  )
  const ref = main.spawn(actor.definition, 'scheduler', argumentsOf(options, { viewer, counter }))
  const scheduler = schedulerClient((to, message) => main.tell(to, message), ref)
  scheduler.nodesChanged(['main'])
  await simulation.settle()
  const books = { actor, scheduler, viewer }
  return {
    send: (request, done) => {
      pending.set(request.id, waitingFor(request, done, clock.monotonic()))
      scheduler.dispatch(dispatchOf(request, replyTo))
    },
    inspect: () => inspect(books),
    explain: ({ id }) => explain(actor.ask(scheduler.receiptQuestion(`${id}`)(viewer))),
  }
}

const argumentsOf = (
  { accounts, mode, rules }: OursOptions,
  listeners: Pick<SchedulerArguments, 'viewer' | 'counter'>,
): SchedulerArguments => ({
  ...settled,
  ...listeners,
  channels: [{ ...channel, mode: mode.name }],
  accounts: Array.from(accounts.values(), ({ model }) => ({
    ...account,
    id: model.id,
    weight: model.weight,
    priority: model.priority,
    tier: model.tier,
    maxConcurrency: model.concurrency,
  })),
  ...rules,
})

const tellRests = (message: SchedulerMessage, watch: Watch): void => {
  if (message.type === 'status-changed') watch.rested(message.account, message.status.cooldowns)
}

const tellBound = (news: SchedulerNews | Answer, watch: Watch): void => {
  if (news.type !== 'state-changed') return
  for (const { session, account: to } of news.bindings)
    watch.bound(session, to === '' ? undefined : to)
}

type Books = { readonly actor: Spied; readonly scheduler: Scheduler; readonly viewer: Viewer }

const inspect = ({ actor, scheduler, viewer }: Books): Inspection => {
  const loads = actor.ask(scheduler.loadsQuestion()(viewer))
  return { slots: new Map(Object.entries(isLoads(loads) ? loads.inFlight : {})) }
}

const isLoads = (message: Message | undefined): message is LoadsTold =>
  message?.type === 'loads-told'

const waitingFor = (request: SimulatedRequest, done: Pending['done'], sentAt: number): Pending => ({
  request,
  done,
  sentAt,
  askedAt: 0,
  account: '',
  firstEventAt: -1,
  taken: undefined,
})

const dispatchOf = (request: SimulatedRequest, replyTo: ActorRef<Reply>): Dispatch => ({
  ...dispatch,
  exchange: request.id,
  requestId: `${request.id}`,
  user: request.user,
  session: request.session,
  urgency: request.urgency,
  timeoutMs: request.patienceMs,
  body: bodyOf(request),
  prefixes: writePrefixes({ lifetimeMs: 300_000, list: marksOf(request) }),
  replyTo,
})

/** As the front tells them: the first eight and the last fifty-six. */
const marksOf = ({ blocks }: SimulatedRequest): SimulatedRequest['blocks'] =>
  blocks.length <= 64 ? blocks : [...blocks.slice(0, 8), ...blocks.slice(-56)]

/** Only its length is looked at. One text serves all: it is cut without being copied. */
const paper = ' '.repeat(4_000_000)

const bodyOf = ({ inputTokens }: SimulatedRequest): string =>
  paper.slice(0, Math.min(paper.length, inputTokens * 4))

type Desk = Pick<OursOptions, 'watch'> & Pick<Simulation, 'clock'>

const answer = (pending: Map<number, Pending>, reply: Reply, { clock, watch }: Desk): void => {
  const waiting = pending.get(reply.exchange)
  if (waiting === undefined) return watch.crashed(`request ${reply.exchange} is answered twice`)
  if (reply.type === 'opened') {
    waiting.firstEventAt = clock.monotonic()
    return
  }
  if (reply.type === 'chunk') return
  pending.delete(reply.exchange)
  waiting.done(answerOf(waiting, reply))
}

const answerOf = (
  { taken, account: by, firstEventAt, askedAt, sentAt }: Pending,
  reply: Reply,
): SimulatedAnswer => {
  if (reply.type === 'failed')
    return firstEventAt >= 0
      ? { type: 'broken' }
      : {
          type: 'refused',
          reason: reply.code,
          retryAfterMs: Math.max(0, reply.retryAfterMs),
          isLimit: reply.status === 429 || reply.status === 503,
        }
  if (taken === undefined) throw new Error('served by nobody')
  return {
    type: 'served',
    account: by,
    firstEventMs: firstEventAt - sentAt,
    waitedMs: askedAt - sentAt,
    usage: taken.usage,
  }
}
