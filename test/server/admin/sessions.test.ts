import { expect, test } from 'bun:test'
import type { BoundSession, SessionEvent } from '../../../src/scheduler/messages.ts'
import { startAdmin } from './scripted-operator.ts'

const binding = (session: string, account: string): BoundSession => ({
  user: 'alice',
  channel: 'openai',
  model: '',
  session,
  account,
  boundAt: 1_790_000_000_900,
  usedAt: 1_790_000_060_900,
  uses: 4,
  priority: 2,
})

const events: readonly SessionEvent[] = [
  {
    at: 1_790_000_000_900,
    action: 'bound_new_session',
    session: 's',
    boundAccount: '',
    selectedAccount: 'openai/one',
    model: 'm',
    restMs: 0,
    maxWaitMs: 600_000,
  },
  {
    at: 1_790_000_001_000,
    action: 'kept_binding_short_wait',
    session: 's',
    boundAccount: 'openai/one',
    selectedAccount: 'openai/two',
    model: 'm',
    restMs: 1_001,
    maxWaitMs: 59_600,
  },
]

const openSessions = (bindings: readonly BoundSession[]) =>
  startAdmin({
    sessions: async () => ({ type: 'sessions-viewed', bindings, count: 12, events }),
  })

test('sessions are told with their accounts: of one name the one that was used last', async () => {
  await using admin = openSessions([
    binding('s', 'openai/latest'),
    binding('t', 'openai/one'),
    binding('s', 'custom/before'),
  ])
  const { body } = await admin.ask('/api/proxy/session-bindings')
  expect(body).toMatchObject({
    scheduling: { mode: 'balance', max_wait_seconds: 60 },
    session_bindings: { s: 'openai/latest', t: 'openai/one' },
    bindings_count: 12,
  })
  expect(body.bindings[0]).toEqual({
    session_id: 's',
    user: 'alice',
    channel: 'openai',
    model: null,
    account_id: 'openai/latest',
    bound_at_unix: 1_790_000_000,
    used_at_unix: 1_790_000_060,
    uses: 4,
    priority: 2,
  })
})

test('what became of a session is told in whole seconds: of a rest none too few', async () => {
  await using admin = openSessions([])
  const { body } = await admin.ask('/api/proxy/session-bindings')
  expect(body.recent_events).toEqual([
    {
      timestamp_unix: 1_790_000_000,
      action: 'bound_new_session',
      session_id: 's',
      bound_account_id: null,
      selected_account_id: 'openai/one',
      model: 'm',
      wait_seconds: 0,
      max_wait_seconds: 600,
      reason: 'its first request, or the first since it was let go',
    },
    {
      timestamp_unix: 1_790_000_001,
      action: 'kept_binding_short_wait',
      session_id: 's',
      bound_account_id: 'openai/one',
      selected_account_id: 'openai/two',
      model: 'm',
      wait_seconds: 2,
      max_wait_seconds: 60,
      reason: 'its account rests for no longer than a request would wait',
    },
  ])
})

test('the clearing of bindings is in the audit with how many there were', async () => {
  await using admin = startAdmin({
    clearBindings: async () => ({ type: 'bindings-cleared', count: 3 }),
  })
  const path = '/api/proxy/session-bindings/clear'
  expect((await admin.post(path, {})).body).toEqual({ ok: true, cleared: 3 })
  expect(admin.audits).toMatchObject([
    { before: '{"bindings_count":3}', after: '{"bindings_count":0}' },
  ])
})

test('a session whose account has gone was given to nobody', async () => {
  const gone: SessionEvent = {
    at: 1_790_000_000_900,
    action: 'unbound_missing_account',
    session: 's',
    boundAccount: 'openai/one',
    selectedAccount: '',
    model: '',
    restMs: 0,
    maxWaitMs: 600_000,
  }
  await using admin = startAdmin({
    sessions: async () => ({
      type: 'sessions-viewed',
      bindings: [],
      count: 0,
      events: [gone],
    }),
  })
  const { body } = await admin.ask('/api/proxy/session-bindings')
  expect(body.recent_events).toMatchObject([
    {
      action: 'unbound_missing_account',
      bound_account_id: 'openai/one',
      selected_account_id: null,
      reason: 'its account is out or gone, or may not serve this model',
    },
  ])
})
