import { accountClient } from '../../account/client.ts'
import { withoutExpired } from '../../account/cooldown.ts'
import { withoutRests } from '../../account/messages.ts'
import { slotsOf, type AccountEntry } from '../standing/account-pool.ts'
import type { Binding } from '../session/bindings.ts'
import type { Discovery } from '../discovery.ts'
import type { Dispatching } from '../dispatching/dispatching.ts'
import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'
import type {
  AccountsViewed,
  BindingsCleared,
  BoundSession,
  CachesViewed,
  LiveAccount,
  LiveChannel,
  OperatorQuestion,
  SessionsViewed,
} from './inspection.ts'
import type {
  FindReceipt,
  GuardrailsViewed,
  LoadsTold,
  ReceiptFound,
  TellLoads,
  ViewGuardrails,
} from '../messages.ts'
import { readSessionKey } from '../session/session-key.ts'
import { receiptOf, traceOf } from './receipt.ts'

export type Inspection = OperatorQuestion | ViewGuardrails | TellLoads | FindReceipt

/** Who knows what an operator asks for, besides the ground. */
type Inspected = { readonly dispatching: Dispatching; readonly discovery: Discovery }

/** Answers an operator; whatever that costs, it is asked rarely. Returns the accounts that are no longer as they were. */
export const answerInspection = (
  message: Inspection,
  ground: Ground,
  { dispatching, discovery }: Inspected,
): readonly AccountEntry[] => {
  const { context } = ground
  switch (message.type) {
    case 'view-accounts':
      context.tell(message.replyTo, viewAccounts(ground, { dispatching, discovery }))
      return []
    case 'view-sessions':
      context.tell(message.replyTo, viewSessions(ground))
      return []
    case 'view-guardrails':
      context.tell(message.replyTo, viewGuardrails(ground))
      return []
    case 'view-caches':
      context.tell(message.replyTo, viewCaches(ground))
      return []
    case 'tell-loads':
      context.tell(message.replyTo, loadsOf(ground))
      return []
    case 'find-receipt':
      context.tell(message.replyTo, findReceipt(message.requestId, ground, dispatching))
      return []
    case 'clear-bindings':
      context.tell(message.replyTo, clearBindings(ground))
      return []
    case 'clear-rests': {
      const entries = named(ground, message.account)
      const cleared = clearRests(ground, entries)
      context.tell(message.replyTo, {
        type: 'rests-cleared',
        isKnown: message.account === '' || entries.length > 0,
        accounts: cleared.map(({ settings }) => settings.id),
      })
      return cleared
    }
    default:
      return message satisfies never
  }
}

const loadsOf = (ground: Ground): LoadsTold => ({
  type: 'loads-told',
  inFlight: inFlightOf(ground),
})

/** By account; those with nothing in flight are left out. */
const inFlightOf = ({ entries }: Ground): Readonly<Record<string, number>> => {
  const busy = Array.from(entries.values()).filter(({ exchanges }) => exchanges.size > 0)
  return Object.fromEntries(busy.map(({ settings, exchanges }) => [settings.id, exchanges.size]))
}

/** One that goes on is the latest of its id. */
const findReceipt = (
  requestId: string,
  { receipts, context }: Ground,
  dispatching: Dispatching,
): ReceiptFound => {
  const live = dispatching.exchanges.find(requestId)
  const receipt =
    live === undefined
      ? receipts.find(requestId)
      : receiptOf(traceOf(live, live.stage.type, context.clock.monotonic()))
  return { type: 'receipt-found', receipt: receipt ?? null }
}

const named = ({ entries }: Ground, account: string): readonly AccountEntry[] =>
  Array.from(entries.values()).filter(({ settings }) => account === '' || settings.id === account)

const viewAccounts = (ground: Ground, { dispatching, discovery }: Inspected): AccountsViewed => {
  const appointments = Map.groupBy(discovery.view(), ({ account }) => account)
  const held = dispatching.exchanges.held()
  const { waiting, byUrgency, oldestMs } = dispatching.waiting.view()
  const queues = Map.groupBy(held, ({ stage }) => (stage.type === 'waiting' ? stage.account : ''))
  const sessions = new Map<string, number>()
  for (const { account } of ground.bindings.list())
    sessions.set(account, (sessions.get(account) ?? 0) + 1)
  return {
    type: 'accounts-viewed',
    accounts: Array.from(ground.entries.values(), (entry) =>
      liveAccount(ground, entry, {
        sessions: sessions.get(entry.settings.id) ?? 0,
        appointments: appointments.get(entry.settings.id) ?? [],
        ...queueOf(ground, queues.get(entry.settings.id) ?? []),
      }),
    ),
    channels: Array.from(ground.routing.channels, ([id, { mode }]) => ({
      id,
      mode,
      ...queueOf(ground, held.filter(isAt(id))),
    })),
    queue: { waiting, byUrgency, oldestWaitMs: oldestMs },
    recurringWork: discovery.lastMinute(),
  }
}

const liveAccount = (
  ground: Ground,
  entry: AccountEntry,
  known: Pick<LiveAccount, 'sessions' | 'appointments' | 'waiting' | 'oldestWaitMs'>,
): LiveAccount => {
  const { settings, status, isUp, isRetired, blocked, exchanges, usedAt } = entry
  const { clock } = ground.context
  const freeAt = ground.guardrails.accountFreeAt(settings.id, clock.monotonic())
  return {
    id: settings.id,
    channel: settings.channel,
    isUp,
    tier: settings.tier,
    isRetired,
    blocked,
    guardedMs: Math.round(Math.max(0, freeAt - clock.monotonic())),
    status: { ...status, cooldowns: withoutExpired(status.cooldowns, clock.now()) },
    inFlight: exchanges.size,
    slots: slotsOf(entry, ground.guardrails),
    ...known,
    idleMs: usedAt < 0 ? -1 : Math.round(clock.monotonic() - usedAt),
  }
}

const isAt =
  (channel: string) =>
  ({ targets }: ExchangeState): boolean =>
    targets.some((target) => target.channel === channel)

const queueOf = (
  { context }: Ground,
  held: readonly ExchangeState[],
): Pick<LiveChannel, 'waiting' | 'oldestWaitMs'> => {
  const now = context.clock.monotonic()
  const oldest = held.reduce(
    (since, { stage }) => (stage.type === 'waiting' ? Math.min(since, stage.since) : since),
    now,
  )
  return { waiting: held.length, oldestWaitMs: Math.round(now - oldest) }
}

/** More fit into no page that anybody reads. */
const MAX_SHOWN = 10_000

const viewSessions = ({ bindings, sessionEvents, context, entries }: Ground): SessionsViewed => {
  const now = context.clock.monotonic()
  const behind = context.clock.now() - now
  bindings.forgetOld(now)
  return {
    type: 'sessions-viewed',
    bindings: bindings
      .list()
      .slice(-MAX_SHOWN)
      .toReversed()
      .map((binding) => ({
        ...boundSession(binding, behind),
        priority: entries.get(binding.account)?.settings.priority ?? 0,
      })),
    count: bindings.size,
    events: sessionEvents.list(),
  }
}

/** `behind`: from an instant as `monotonic` tells it to that of the wall clock. */
const boundSession = (binding: Binding, behind: number): Omit<BoundSession, 'priority'> => {
  return {
    ...readSessionKey(binding.session),
    account: binding.account,
    boundAt: Math.round(binding.boundAt + behind),
    usedAt: Math.round(binding.usedAt + behind),
    uses: binding.uses,
  }
}

const viewGuardrails = (ground: Ground): GuardrailsViewed => ({
  type: 'guardrails-viewed',
  snapshot: ground.guardrails.snapshot(ground.context.clock.monotonic(), inFlightOf(ground)),
})

const viewCaches = ({ affinity, cacheTally, routing, startedAt }: Ground): CachesViewed => ({
  type: 'caches-viewed',
  since: startedAt,
  beginnings: affinity.size,
  channels: Array.from(routing.channels, ([channel, { mode }]) => ({
    channel,
    mode,
    counts: cacheTally.ofChannel(channel),
  })),
  rows: cacheTally.rows().map((row) => ({ ...row, trust: affinity.trustIn(row.account, row) })),
})

const clearBindings = ({ bindings }: Ground): BindingsCleared => {
  const bound = bindings.list()
  for (const { session } of bound) bindings.release(session)
  return { type: 'bindings-cleared', count: bound.length }
}

/**
 * Makes accounts forget what they rest for; answers those that had something to forget. They are told before any order
 * that follows from it. One that is out stays out: only another key brings it back.
 */
const clearRests = (
  { context, shelves }: Ground,
  entries: readonly AccountEntry[],
): readonly AccountEntry[] => {
  const resting = entries.filter(({ status }) => status.cooldowns.length + status.ramps.length > 0)
  for (const entry of entries)
    if (entry.ref !== undefined) accountClient(context, entry.ref).forgetRests()
  for (const entry of resting) {
    entry.status = withoutRests(entry.status)
    shelves.touch(entry)
  }
  return resting
}
