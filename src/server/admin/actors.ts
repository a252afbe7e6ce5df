import { roomAt } from '../../account/room.ts'
import type { ActorView, NodeView } from '../../actor/inspection.ts'
import type { AccountsViewed, LiveAccount } from '../../scheduler/messages.ts'
import type { PoolView } from '../../proxy-pool/messages.ts'
import { servedAccounts, type Settings } from '../../settings/index.ts'
import { safeText } from '../../telemetry/fields.ts'
import type { Front } from '../front.ts'
import { actorsExample } from './actors-example.ts'
import { writeAppointment, type Appointment } from './appointment.ts'
import { bindingsOf } from './bindable.ts'
import { nobodyAnswered } from './busy.ts'
import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import { refused, told, type AdminRoute } from './route.ts'
import { inSnakeCase } from './snake-case.ts'

export const actorRoutes = (
  { clock }: Pick<Front, 'clock'>,
  operator: Operator,
): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/actors',
    id: 'getActors',
    summary: 'Every account and every actor, as they are now',
    description:
      'Of each account its slots, rests, quotas, room for prompts (`rooms`), health, way out, recurring work (its own, and the checks of its proxies) and last 20 events; of each channel who waits; of each thread its actors with their mailboxes. `slots` 0: no limit. `waiting`: for this account alone; who could be served by others waits at the channel. `idle_ms` -1: never asked. A rest without `model` is for all models; one of cause `guardrail` is by your own limits. `egress`: `direct`, `proxy` or `blocked`, and then `egress_problem` says why.',
    shown: shownBy(actorsExample),
    answer: async () => {
      const [view, nodes, pool] = await Promise.all([
        operator.accounts(),
        operator.nodes(),
        operator.proxyPool(),
      ])
      if (view === undefined || pool === undefined) return refused(nobodyAnswered)
      return told({
        timestamp_ms: clock.now(),
        scheduler: writeScheduler(view),
        accounts: writeAccounts(view, waysOut(operator.settings(), pool), {
          operator,
          now: clock.now(),
        }),
        nodes: nodes.map(({ node, counters }) => ({ node, counters: inSnakeCase(counters) })),
        actors: nodes.flatMap(writeNode),
      })
    },
  },
]

const writeScheduler = ({ accounts, channels, queue }: AccountsViewed) => ({
  accounts: accounts.length,
  in_flight: accounts.reduce((sum, { inFlight }) => sum + inFlight, 0),
  waiting: queue.waiting,
  oldest_wait_ms: queue.oldestWaitMs,
  waiting_by_urgency: queue.byUrgency,
  channels: inSnakeCase(channels),
})

const writeAccounts = (
  { accounts }: AccountsViewed,
  ways: ReadonlyMap<string, WayOut>,
  { operator, now }: { readonly operator: Operator; readonly now: number },
) =>
  accounts.map((account) => ({
    ...writeAccount(account, now),
    timetable: [
      ...account.appointments.map((one) => ({
        job: one.job,
        proxy: '',
        ...writeAppointment(one, now),
      })),
      ...(ways.get(account.id)?.checks ?? []).map((check) => ({
        job: 'proxy_health',
        proxy: check.account,
        ...writeAppointment(check, now),
      })),
    ],
    ...wayOf(account, ways),
    events: operator.eventsOf(account.id).map(({ at, event, reason }) => ({
      timestamp_ms: at,
      event,
      reason,
    })),
  }))

const writeAccount = (account: LiveAccount, now: number) => {
  const { state, reason, cooldowns, quotas, rooms, ramps, health } = account.status
  return {
    id: account.id,
    channel: account.channel,
    is_up: account.isUp,
    is_retired: account.isRetired,
    state,
    reason,
    in_flight: account.inFlight,
    slots: account.slots,
    waiting: account.waiting,
    oldest_wait_ms: account.oldestWaitMs,
    sessions: account.sessions,
    idle_ms: account.idleMs,
    health,
    tier: account.tier,
    cooldowns: [
      ...cooldowns.map(({ model, cause, until }) => ({
        model,
        cause,
        remaining_ms: Math.max(0, until - now),
      })),
      ...guardrailRest(account),
    ],
    quotas: quotas.map(({ model, left, resetsAt }) => ({
      model,
      left,
      resets_in_ms: Math.max(0, resetsAt - now),
    })),
    rooms: rooms.map((room) => ({
      model: room.model,
      limit_tokens: room.limit,
      left_tokens: Math.floor(roomAt(room, now)),
    })),
    ramps: ramps.map(({ model, slots }) => ({ model, slots })),
  }
}

/** Told like any rest: nobody is to look for it elsewhere. */
const guardrailRest = ({ guardedMs }: LiveAccount) =>
  guardedMs === 0 ? [] : [{ model: '', cause: 'guardrail', remaining_ms: guardedMs }]

type WayOut = {
  readonly egress: 'direct' | 'proxy'
  readonly proxy: string
  /** Of the proxies that it goes by, or is bound to. */
  readonly checks: readonly Appointment[]
}

/** The scheduler's word on whether it may go out is the last one; the pool knows where to. */
const wayOf = ({ id, blocked }: LiveAccount, ways: ReadonlyMap<string, WayOut>) => {
  if (blocked !== '') return { egress: 'blocked', proxy: '', egress_problem: blocked }
  const { egress, proxy } = ways.get(id) ?? { egress: 'direct', proxy: '' }
  return { egress, proxy, egress_problem: '' }
}

/** By account. The address of a proxy stays out of it. */
const waysOut = (settings: Settings, pool: PoolView): ReadonlyMap<string, WayOut> => {
  const common = settings.proxy.upstream_proxy.enabled
  const bound = bindingsOf(settings)
  const checksOf = new Map(pool.proxies.map(({ id, checks }) => [id, checks]))
  const used = new Map(
    pool.proxies.flatMap(({ id, accounts }) => accounts.map((account) => [account, id] as const)),
  )
  return new Map(
    servedAccounts(settings).map(({ id }): readonly [string, WayOut] => {
      const proxy = used.get(id) ?? (common ? 'upstream_proxy' : '')
      const checked = Array.from(new Set([used.get(id), bound[id]]))
      const checks = checked.flatMap((one) => checksOf.get(one ?? '') ?? [])
      return [id, { egress: proxy === '' ? 'direct' : 'proxy', proxy, checks }]
    }),
  )
}

const writeNode = ({ node, actors }: NodeView) => actors.map((actor) => writeActor(node, actor))

/** An exception may quote anything: what looks like a secret is taken out of it. */
const writeActor = (node: string, actor: ActorView) => ({
  node,
  path: actor.path,
  kind: actor.kind,
  state: actor.state,
  mailbox_depth: actor.mailboxDepth,
  oldest_message_ms: Math.round(actor.oldestMessageMs),
  restarts: actor.restarts,
  last_failure:
    actor.lastFailure === null
      ? null
      : `${actor.lastFailure.name}: ${safeText(actor.lastFailure.message)}`,
})
