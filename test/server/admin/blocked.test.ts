import { expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import type { AccountsViewed, LiveAccount } from '../../../src/scheduler/messages.ts'
import type { PoolView } from '../../../src/proxy-pool/messages.ts'
import { openai, settingsOf } from '../../settings/resolved.ts'
import { proxyView } from './proxy-view.ts'
import { startAdmin } from './scripted-operator.ts'

const emptyPool: PoolView = {
  type: 'pool-view',
  isEnabled: true,
  strategy: 'priority',
  proxies: [],
  blocked: {},
  sharedFallbackSelections: 0,
  strictRejections: 0,
}

const pooled = proxyView({ error: 'gone' })

const account = (id: string, blocked: string): LiveAccount => ({
  id,
  channel: 'openai',
  isUp: true,
  tier: '',
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

test('an account that is not up, is out or may not go out is no active one', async () => {
  const up = account('openai/one', '')
  const out = { ...up, status: { ...freshStatus, state: 'out' as const } }
  const all = [up, out, { ...up, isUp: false }, account('openai/two', 'why')]
  await using admin = startAdmin({
    accounts: async () => ({ ...(await accounts()), accounts: all }),
  })
  expect((await admin.ask('/api/proxy/status')).body.active_accounts).toBe(1)
  expect((await admin.ask('/api/proxy/metrics')).body.runtime.active_accounts).toBe(1)
})

test.each([
  ['goes by', { accounts: ['openai/one'] }, 'proxy'],
  ['is bound to, while that lets nothing through', { accounts: [] }, 'blocked'],
] as const)('an account shows the checks of the proxy that it %s', async (_, users, egress) => {
  const proxies = [{ id: 'p', url: 'http://192.0.2.1:1' }]
  const credentials = [{ id: 'one', secret: 'sk-1', proxy: 'p' }]
  const settings = settingsOf({
    channels: [{ ...openai, credentials }],
    proxy: { proxy_pool: { enabled: true, proxies } },
  })
  const blocked = egress === 'blocked' ? 'the proxy p has failed its check' : ''
  const checks = { job: 'check', account: 'p', nextAt: 0, runningSince: 0, runs: 2, failures: 1 }
  await using admin = startAdmin({
    settings: () => settings,
    accounts: async () => ({ ...(await accounts()), accounts: [account('openai/one', blocked)] }),
    proxyPool: async () => ({
      ...emptyPool,
      proxies: [{ ...pooled, ...users, checks: { ...checks, lastResult: 'gone' } }],
    }),
  })
  const { body } = await admin.ask('/api/actors')
  expect(body.accounts[0]).toMatchObject({
    egress,
    timetable: [{ job: 'proxy_health', proxy: 'p', last_result: 'gone', runs: 2, failures: 1 }],
  })
})
