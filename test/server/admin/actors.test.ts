import { expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import type { AccountsViewed, LiveAccount } from '../../../src/scheduler/messages.ts'
import type { PoolView } from '../../../src/proxy-pool/messages.ts'
import { openai, settingsOf } from '../../settings/resolved.ts'
import { proxyView } from './proxy-view.ts'
import { startAdmin } from './scripted-operator.ts'

/** Where the front's clock stands. */
const now = 1_790_000_000_000

const busy: LiveAccount = {
  id: 'openai/one',
  channel: 'openai',
  isUp: true,
  tier: 'pro',
  isRetired: true,
  blocked: '',
  guardedMs: 0,
  status: {
    ...freshStatus,
    reason: 'a word on it',
    health: 0.5,
    cooldowns: [
      { model: 'm', until: now + 2_000, cause: 'rate_limited' },
      { model: '', until: now - 1, cause: 'overloaded' },
    ],
    quotas: [
      { model: 'm', left: 0.25, resetsAt: now + 3_000 },
      { model: '', left: 1, resetsAt: 0 },
    ],
    rooms: [
      { model: 'm', limit: 1_000, countsCached: true, left: 0.5, at: now, fullAt: now + 60_000 },
    ],
    ramps: [{ model: 'm', slots: 2 }],
  },
  inFlight: 3,
  slots: 4,
  waiting: 5,
  oldestWaitMs: 6,
  sessions: 7,
  idleMs: 8,
  appointments: [
    {
      job: 'models',
      account: 'openai/one',
      nextAt: now + 9,
      runningSince: now - 10,
      lastResult: 'ok',
      runs: 11,
      failures: 12,
    },
  ],
}

const view: AccountsViewed = {
  type: 'accounts-viewed',
  accounts: [busy, { ...busy, id: 'openai/two', inFlight: 30 }],
  channels: [{ id: 'openai', mode: 'balance', waiting: 1, oldestWaitMs: 2 }],
  queue: { waiting: 1, oldestWaitMs: 2, byUrgency: { high: 1, normal: 0, low: 0 } },
  recurringWork: { runs: 0, accounts: 0, failures: 0 },
}

const poolOf = (proxies: PoolView['proxies']): PoolView => ({
  type: 'pool-view',
  isEnabled: true,
  strategy: 'priority',
  proxies,
  blocked: {},
  sharedFallbackSelections: 0,
  strictRejections: 0,
})

test('an account is told whole, in times from now on', async () => {
  const eventsOf = (account: string) => [
    { at: now - 1, event: 'account-resting', reason: account } as const,
  ]
  await using admin = startAdmin({ accounts: async () => view, eventsOf })
  const { body } = await admin.ask('/api/actors')
  expect(body.timestamp_ms).toBe(now)
  expect(body.accounts[0]).toEqual({
    id: 'openai/one',
    channel: 'openai',
    is_up: true,
    is_retired: true,
    state: 'ready',
    reason: 'a word on it',
    in_flight: 3,
    slots: 4,
    waiting: 5,
    oldest_wait_ms: 6,
    sessions: 7,
    idle_ms: 8,
    health: 0.5,
    tier: 'pro',
    cooldowns: [
      { model: 'm', cause: 'rate_limited', remaining_ms: 2_000 },
      { model: '', cause: 'overloaded', remaining_ms: 0 },
    ],
    quotas: [
      { model: 'm', left: 0.25, resets_in_ms: 3_000 },
      { model: '', left: 1, resets_in_ms: 0 },
    ],
    rooms: [{ model: 'm', limit_tokens: 1_000, left_tokens: 0 }],
    ramps: [{ model: 'm', slots: 2 }],
    timetable: [
      {
        job: 'models',
        proxy: '',
        next_in_ms: 9,
        running_for_ms: 10,
        last_result: 'ok',
        runs: 11,
        failures: 12,
      },
    ],
    egress: 'direct',
    proxy: '',
    egress_problem: '',
    events: [{ timestamp_ms: now - 1, event: 'account-resting', reason: 'openai/one' }],
  })
})

test('an account that has left the settings is told as one without a proxy', async () => {
  const left = { ...busy, id: 'gone/one' }
  const settings = settingsOf({
    channels: [openai],
    proxy: { upstream_proxy: { enabled: false, url: 'http://192.0.2.9:1' } },
  })
  await using admin = startAdmin({
    settings: () => settings,
    accounts: async () => ({ ...view, accounts: [busy, left, { ...busy, blocked: 'why' }] }),
  })
  const { body } = await admin.ask('/api/actors')
  const ways = body.accounts.map((one: Record<string, string>) => [one['egress'], one['proxy']])
  expect(ways).toEqual([
    ['direct', ''],
    ['direct', ''],
    ['blocked', ''],
  ])
})

test('what the scheduler has to do is told in all, and by channel', async () => {
  await using admin = startAdmin({ accounts: async () => view })
  const { body } = await admin.ask('/api/actors')
  expect(body.scheduler).toEqual({
    accounts: 2,
    in_flight: 33,
    waiting: 1,
    oldest_wait_ms: 2,
    waiting_by_urgency: { high: 1, normal: 0, low: 0 },
    channels: [{ id: 'openai', mode: 'balance', waiting: 1, oldest_wait_ms: 2 }],
  })
})

const credentials = [
  { id: 'one', secret: 'sk-1' },
  { id: 'two', secret: 'sk-2' },
]
const proxies = ['p', 'q'].map((id) => ({ id, url: 'http://192.0.2.1:1' }))
const checked = (account: string) =>
  proxyView({
    id: account,
    checks: {
      job: 'check',
      account,
      nextAt: 0,
      runningSince: 0,
      lastResult: '',
      runs: 0,
      failures: 0,
    },
  })

test('an account is told to go by its proxy of the pool, or by the common one of all', async () => {
  const settings = settingsOf({
    channels: [{ ...openai, credentials }],
    proxy: {
      upstream_proxy: { enabled: true, url: 'http://192.0.2.9:1' },
      proxy_pool: { enabled: true, proxies },
    },
  })
  await using admin = startAdmin({
    settings: () => settings,
    accounts: async () => view,
    proxyPool: async () => poolOf([{ ...checked('p'), accounts: ['openai/one'] }, checked('q')]),
  })
  const { body } = await admin.ask('/api/actors')
  const ways = body.accounts.map(({ egress, proxy }: Record<string, string>) => [egress, proxy])
  expect(ways).toEqual([
    ['proxy', 'p'],
    ['proxy', 'upstream_proxy'],
  ])
})

test('an account shows the checks of the proxy that it goes by and of the one that it is bound to', async () => {
  const pool = { enabled: true, proxies, account_bindings: { 'openai/one': 'q' } }
  const settings = settingsOf({
    channels: [{ ...openai, credentials }],
    proxy: { proxy_pool: pool },
  })
  await using admin = startAdmin({
    settings: () => settings,
    accounts: async () => view,
    proxyPool: async () => poolOf([{ ...checked('p'), accounts: ['openai/one'] }, checked('q')]),
  })
  const { body } = await admin.ask('/api/actors')
  const jobs = body.accounts.map(({ timetable }: { timetable: Record<string, string>[] }) =>
    timetable.map(({ job, proxy }) => `${job} ${proxy}`),
  )
  expect(jobs).toEqual([['models ', 'proxy_health p', 'proxy_health q'], ['models ']])
})
