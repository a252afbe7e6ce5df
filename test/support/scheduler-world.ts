import { noRules } from '../../src/ir/rules.ts'
import {
  ActorSystem,
  loopback,
  Simulation,
  type ActorDefinition,
  type ActorRef,
} from '../../src/actor/index.ts'
import type { AccountArguments, AccountMessage } from '../../src/account/messages.ts'
import type { FailureRecord, Message } from '../../src/actor/message.ts'
import type { CountRequest } from '../../src/counter/messages.ts'
import type { Dispatch, Reply } from '../../src/exchange/messages.ts'
import { schedulerActorWith } from '../../src/scheduler/actor.ts'
import type { StateChanged } from '../../src/scheduler/keeping/kept-state.ts'
import { schedulerClient, type Scheduler } from '../../src/scheduler/client.ts'
import type {
  ComplianceRules,
  Notice,
  Receipt,
  RoutableChannel,
  SchedulableAccount,
  SchedulerArguments,
  SchedulerMessage,
  SchedulerNews,
  SchedulerView,
} from '../../src/scheduler/messages.ts'
import { modes, type Modes } from '../../src/scheduler/mode/index.ts'
import { rangeOf, type Rhythm } from '../../src/timetable/rhythm.ts'
import { channelSettings } from './channels.ts'
import { Inbox } from './inbox.ts'
import { listener } from './listener.ts'
import { usualRests } from './rests.ts'
import { ScriptedAccount, scriptedAccounts } from './scripted-account.ts'

export const routable = (over: Partial<RoutableChannel> & { readonly id?: string } = {}) => {
  const { id = 'openai', ...fields } = over
  return {
    settings: channelSettings({ id }),
    speaks: [{ protocol: 'openai-chat', operation: 'generate' }],
    models: ['*'],
    modelPatterns: [],
    rules: noRules,
    mode: 'balance',
    maxPrompts: 0,
    ...fields,
  } satisfies RoutableChannel
}

export const schedulable = (over: Partial<SchedulableAccount> = {}): SchedulableAccount => ({
  id: 'openai/a',
  channel: 'openai',
  secret: 'sk',
  maxConcurrency: 0,
  priority: 0,
  weight: 1,
  models: [],
  egress: { proxyUrl: '', proxyUsername: '', proxyPassword: '' },
  quotaGroup: '',
  tier: '',
  ...over,
})

const dispatchOf = (over: Partial<Dispatch> = {}): Omit<Dispatch, 'replyTo'> => ({
  type: 'dispatch',
  exchange: 1,
  requestId: `request-${over.exchange ?? 1}`,
  user: 'alice',
  protocol: 'openai-chat',
  operation: 'generate',
  scope: '',
  model: 'm',
  isStreaming: true,
  framing: 'sse',
  session: '',
  query: '',
  headers: '',
  body: '{"model":"m"}',
  modelStart: 9,
  modelEnd: 12,
  resource: '',
  account: '',
  bodyBytes: -1,
  references: '',
  prefixes: '',
  urgency: 'normal',
  timeoutMs: 0,
  ...over,
})

/** Without chance in it. */
export const everyHour: Rhythm = {
  everyMs: 3_600_000,
  jitter: rangeOf(0, 0),
  pause: rangeOf(0, 0),
  stagger: rangeOf(0, 0),
  startDelay: rangeOf(2_000, 2_000),
  startJitter: rangeOf(0, 0),
  maxAtOnce: 5,
  limitMs: 60_000,
}

export const noGuardrails: ComplianceRules = {
  isEnabled: false,
  maxGlobalRequestsPerMinute: 120,
  maxAccountRequestsPerMinute: 10,
  maxAccountConcurrency: 1,
  maxAttempts: 2,
  riskRestMs: 300_000,
  riskStatuses: [401, 403, 429, 500, 503, 529],
  restsAfter429: true,
}

export type SchedulerWorldOptions = {
  readonly seed?: number
  readonly args?: Partial<SchedulerArguments>
  /** Names of accounts at `openai`, or whole accounts. */
  readonly accounts?: readonly (string | SchedulableAccount)[]
  readonly mode?: RoutableChannel['mode']
  readonly maxConcurrency?: number
  /** Account threads; the first one only when not told. */
  readonly nodes?: readonly string[]
  /** The account actors; by default those that the test plays. */
  readonly definition?: ActorDefinition<AccountMessage, AccountArguments>
  /** What is offered as the modes. */
  readonly offered?: Modes
  /** The threads are not announced: the test does it. */
  readonly isIdle?: boolean
}

export type SchedulerWorld = Awaited<ReturnType<typeof openSchedulerWorld>>

/** The scheduler actor with accounts that a test plays, in simulated time. */
export const openSchedulerWorld = async (options: SchedulerWorldOptions = {}) => {
  const { seed = 1, args = {}, accounts = ['a'], mode = 'balance', maxConcurrency = 0 } = options
  const { nodes = ['thread-1'], offered = modes } = options
  const simulation = new Simulation({ seed, startAt: 1_790_000_000_000 })
  const failures: FailureRecord[] = []
  const main = new ActorSystem({
    node: 'main',
    ...simulation.parts,
    observe: (event) => {
      if (event.type === 'actor-failed') failures.push(event.failure)
    },
  })
  const scripted = new Map<string, ScriptedAccount>()
  const account = (name: string): ScriptedAccount => {
    const id = name.includes('/') ? name : `openai/${name}`
    const known = scripted.get(id) ?? new ScriptedAccount(id)
    scripted.set(id, known)
    return known
  }
  const { definition = scriptedAccounts(account) } = options
  const addNode = (node: string): void => {
    const thread = new ActorSystem({ node, definitions: [definition], ...simulation.parts })
    const [left, right] = loopback()
    main.link(node, left)
    thread.link('main', right)
  }
  nodes.forEach(addNode)
  const replies = new Inbox<Reply>()
  const views = new Inbox<SchedulerView>()
  const replyTo: ActorRef<Reply> = main.spawn(
    listener<Reply>('front', (reply) => replies.add(reply)),
    'front',
    null,
  )
  const notices: Notice[] = []
  const kept: StateChanged[] = []
  const viewer: ActorRef<SchedulerNews> = main.spawn(
    listener<SchedulerNews>('viewer', (news) => {
      if (news.type === 'notice') notices.push(news)
      else if (news.type === 'state-changed') kept.push(news)
      else views.add(news)
    }),
    'viewer',
    null,
  )
  const counts = new Inbox<CountRequest>()
  const counter: ActorRef<CountRequest> = main.spawn(
    listener<CountRequest>('counter-supervisor', (count) => counts.add(count)),
    'counter',
    null,
  )
  const settings: SchedulerArguments = {
    channels: [routable({ mode })],
    accounts: accounts.map((one) =>
      typeof one === 'string' ? schedulable({ id: `openai/${one}`, maxConcurrency }) : one,
    ),
    mapping: {},
    defaultChannel: '',
    splitsModels: false,
    preferredAccount: '',
    maxWaitMs: 60_000,
    maxWaiting: 100,
    compliance: noGuardrails,
    discovery: everyHour,
    requestTimeoutMs: 120_000,
    firstEventTimeoutMs: 30_000,
    idleTimeoutMs: 30_000,
    rests: usualRests,
    isolation: 'shared',
    threads: 1,
    userAgent: 'switchyard/0.0.0-test',
    media: { isAllowed: false, maxBytes: 1_048_576, timeoutMs: 10_000 },
    viewer,
    counter,
    ...args,
  }
  const ref = main.spawn(schedulerActorWith(offered), 'scheduler', settings)
  const scheduler = schedulerClient((to, message) => main.tell(to, message), ref)
  const ask = async <Answer extends Message>(
    question: (replyTo: ActorRef<Answer>) => SchedulerMessage,
  ): Promise<Answer | undefined> => {
    const answer = main.ask(ref, question, 1_000)
    await simulation.settle()
    const result = await answer
    return result.type === 'reply' ? result.reply : undefined
  }
  if (options.isIdle !== true) scheduler.nodesChanged(nodes)
  await simulation.settle()
  return {
    simulation,
    replies,
    counts,
    views,
    notices,
    /** What actors of the main thread have thrown. */
    failures,
    /** What the scheduler told to be kept, in order. */
    kept,
    restoreState: scheduler.restoreState,
    handOver: (isAll = false): Promise<StateChanged | undefined> =>
      ask(scheduler.handOverQuestion(isAll)),
    account,
    accounts: scripted,
    addNode,
    nodesChanged: scheduler.nodesChanged,
    settingsOf: (name: string) => schedulable({ id: `openai/${name}`, maxConcurrency }),
    reconfigure: (over: Partial<SchedulerArguments>) =>
      scheduler.reconfigure({ ...settings, ...over }),
    nodeLost: (node: string) => main.nodeLost(node),
    dispatch: (over: Partial<Dispatch> = {}) =>
      scheduler.dispatch({ ...dispatchOf(over), replyTo }),
    cancel: scheduler.cancel,
    egressChanged: scheduler.egressChanged,
    loads: async (): Promise<Readonly<Record<string, number>> | undefined> =>
      (await ask(scheduler.loadsQuestion()))?.inFlight,
    settle: () => simulation.settle(),
    advance: (ms: number) => simulation.advance(ms),
    /** Which accounts have this exchange in flight now. */
    holders: (exchange: number): readonly string[] =>
      [...scripted.values()].filter((one) => one.inFlight.has(exchange)).map(({ id }) => id),
    /** Asks as an operator does. */
    inspect: <Answer extends Message>(
      question: (scheduler: Scheduler) => (replyTo: ActorRef<Answer>) => SchedulerMessage,
    ): Promise<Answer | undefined> => ask(question(scheduler)),
    receipt: async (requestId: string): Promise<Receipt | null> =>
      (await ask(scheduler.receiptQuestion(requestId)))?.receipt ?? null,
  }
}
