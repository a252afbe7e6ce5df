import type { BoundSession, SessionEvent, SessionsViewed } from '../../scheduler/messages.ts'
import type { Settings } from '../../settings/index.ts'
import { audit } from './audit.ts'
import { answered, nobodyAnswered } from './busy.ts'
import { shownBy } from './describe.ts'
import type { Operator } from './operator.ts'
import { refused, told, type AdminRoute } from './route.ts'

export const sessionRoutes = (operator: Operator): readonly AdminRoute[] => [
  {
    method: 'GET',
    path: '/api/proxy/session-bindings',
    id: 'listSessionBindings',
    summary: 'Which session is bound to which account',
    description:
      '`session_bindings` names sessions as clients do, the one used last first (of one name at several channels or users, the one used last); `bindings` has the user, the channel and the instants, and a `model` where that is bound by itself, since it could not stay where the others are. At most 10,000 of `bindings_count`. `recent_events`: the latest 256, oldest first.',
    shown: shownBy(example),
    answer: async () =>
      answered(await operator.sessions(), (seen) => writeSessions(operator.settings(), seen)),
  },
  {
    method: 'POST',
    path: '/api/proxy/session-bindings/clear',
    id: 'clearSessionBindings',
    summary: 'Let every session find its account anew',
    description: 'Requests that go on stay where they are.',
    shown: shownBy({ ok: true, cleared: 3 }),
    answer: async ({ asker }) => {
      const cleared = await operator.clearBindings()
      if (cleared === undefined) return refused(nobodyAnswered)
      audit(operator.log, {
        action: 'clear_session_bindings',
        asker,
        before: { bindings_count: cleared.count },
        after: { bindings_count: 0 },
      })
      return told({ ok: true, cleared: cleared.count })
    },
  },
]

const writeSessions = (
  { proxy: { persist_session_bindings, scheduling } }: Settings,
  { bindings, count, events }: SessionsViewed,
) => ({
  persist_session_bindings,
  scheduling: { mode: scheduling.mode, max_wait_seconds: scheduling.max_wait_seconds },
  session_bindings: Object.fromEntries(
    bindings.toReversed().map(({ session, account }) => [session, account]),
  ),
  bindings_count: count,
  bindings: bindings.map(writeBinding),
  recent_events: events.map(writeEvent),
})

const writeBinding = (binding: BoundSession) => ({
  session_id: binding.session,
  user: binding.user,
  channel: binding.channel,
  model: binding.model === '' ? null : binding.model,
  account_id: binding.account,
  bound_at_unix: seconds(binding.boundAt),
  used_at_unix: seconds(binding.usedAt),
  uses: binding.uses,
  priority: binding.priority,
})

const writeEvent = (event: SessionEvent) => ({
  timestamp_unix: seconds(event.at),
  action: event.action,
  session_id: event.session,
  bound_account_id: event.boundAccount === '' ? null : event.boundAccount,
  selected_account_id: event.selectedAccount === '' ? null : event.selectedAccount,
  model: event.model,
  wait_seconds: Math.ceil(event.restMs / 1000),
  max_wait_seconds: Math.round(event.maxWaitMs / 1000),
  reason: reasons[event.action],
})

const seconds = (ms: number): number => Math.floor(ms / 1000)

const reasons: Readonly<Record<SessionEvent['action'], string>> = {
  bound_new_session: 'its first request, or the first since it was let go',
  reused_bound_account: 'its account serves',
  kept_binding_short_wait: 'its account rests for no longer than a request would wait',
  kept_existing_binding_fallback_selected: 'its account has no slot free',
  unbound_long_wait: 'its account rests for longer than a request would wait',
  unbound_missing_account: 'its account is out or gone, or may not serve this model',
  unbound_uneven_use: 'its cache was cold, and its account was asked for much more than others',
  unbound_lower_priority: 'its cache was cold, and an account of a better priority can serve',
}

const example = {
  persist_session_bindings: true,
  scheduling: { mode: 'balance', max_wait_seconds: 60 },
  session_bindings: { 'conversation-1': 'team/one' },
  bindings_count: 1,
  bindings: [
    {
      session_id: 'conversation-1',
      user: 'root',
      channel: 'team',
      model: null,
      account_id: 'team/one',
      bound_at_unix: 1_790_000_000,
      used_at_unix: 1_790_000_060,
      uses: 4,
      priority: 0,
    },
  ],
  recent_events: [
    {
      timestamp_unix: 1_790_000_000,
      action: 'bound_new_session',
      session_id: 'conversation-1',
      bound_account_id: null,
      selected_account_id: 'team/one',
      model: 'large',
      wait_seconds: 0,
      max_wait_seconds: 60,
      reason: 'its first request, or the first since it was let go',
    },
  ],
}
