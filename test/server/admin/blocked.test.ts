import { expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import type { AccountsViewed, LiveAccount } from '../../../src/scheduler/messages.ts'
import { startAdmin } from './scripted-operator.ts'

const account = (id: string, blocked: string): LiveAccount => ({
  id,
  channel: 'openai',
  isUp: true,
  isRetired: false,
  blocked,
  guardedMs: 0,
  status: freshStatus,
  inFlight: 0,
  slots: 0,
  waiting: 0,
  oldestWaitMs: 0,
  sessions: 0,
  idleMs: -1,
  appointments: [],
})

const accounts = async (): Promise<AccountsViewed> => ({
  type: 'accounts-viewed',
  accounts: [account('openai/one', ''), account('openai/two', 'the proxy p has failed its check')],
  channels: [],
  queue: { waiting: 0, oldestWaitMs: 0, byUrgency: {} },
  recurringWork: { runs: 0, accounts: 0, failures: 0 },
})

test('an account that may not go out is shown with the reason', async () => {
  await using admin = startAdmin({ accounts })
  const { body } = await admin.ask('/api/actors')
  expect(body.accounts).toMatchObject([
    { id: 'openai/one', egress: 'direct', egress_problem: '' },
    { id: 'openai/two', egress: 'blocked', egress_problem: 'the proxy p has failed its check' },
  ])
})

test('a rest that the operator’s own limits ask for is told like any other', async () => {
  const guarded = { ...account('openai/one', ''), guardedMs: 9_000 }
  await using admin = startAdmin({
    accounts: async () => ({ ...(await accounts()), accounts: [guarded] }),
  })
  const { body } = await admin.ask('/api/actors')
  expect(body.accounts[0].cooldowns).toEqual([
    { model: '', cause: 'guardrail', remaining_ms: 9_000 },
  ])
})

test('what recurring work has met is told without a secret', async () => {
  const lastResult = 'refused sk-canary-0123456789'
  const job = { job: 'models', account: 'openai/one', lastResult, runs: 1, failures: 1 }
  const asked = {
    ...account('openai/one', ''),
    appointments: [{ ...job, nextAt: 0, runningSince: 0 }],
  }
  await using admin = startAdmin({
    accounts: async () => ({ ...(await accounts()), accounts: [asked] }),
  })
  const { body } = await admin.ask('/api/actors')
  expect(body.accounts[0].timetable).toMatchObject([{ last_result: 'refused [redacted]' }])
})

test('an account that may not go out is no active one', async () => {
  await using admin = startAdmin({ accounts })
  expect((await admin.ask('/api/proxy/status')).body.active_accounts).toBe(1)
  expect((await admin.ask('/api/proxy/metrics')).body.runtime.active_accounts).toBe(1)
})
