import { expect, test } from 'bun:test'
import { openai, settingsOf } from '../../settings/resolved.ts'
import { proxyView } from './proxy-view.ts'
import { changed, startAdmin } from './scripted-operator.ts'

test('a proxy that is added while others are is not lost', async () => {
  let settings = settingsOf({ channels: [openai] })
  await using admin = startAdmin({
    settings: () => settings,
    // Slow enough for the other requests to have come.
    changeSettings: async (patch) => {
      await admin.ask('/api/health')
      settings = settingsOf({ channels: [openai], ...Object(patch) })
      return changed
    },
  })
  const ids = ['a', 'b', 'c']
  await Promise.all(
    ids.map((id) => admin.post('/api/proxy/pool/proxies', { id, url: 'http://192.0.2.1:1' })),
  )
  expect(settings.proxy.proxy_pool.proxies.map(({ id }) => id).toSorted()).toEqual(ids)
})

const refusal = 'it answered with status 502 (you sent sk-canary-0123456789)'
const check = { job: 'check', account: 'p', nextAt: 0, runningSince: 0, lastResult: refusal }
const view = proxyView({ error: refusal, checks: { ...check, runs: 2, failures: 1 } })

test('a proxy is told in the words of its settings, and nothing secret that it has said', async () => {
  await using admin = startAdmin({
    proxyPool: async () => ({
      type: 'pool-view',
      isEnabled: true,
      strategy: 'priority',
      proxies: [view],
      blocked: {},
      sharedFallbackSelections: 0,
      strictRejections: 0,
    }),
  })
  const { body } = await admin.ask('/api/proxy/pool/health')
  expect(body.proxies).toEqual([
    {
      id: 'p',
      name: '',
      url: 'http://192.0.2.1:1',
      enabled: true,
      priority: 0,
      tags: [],
      max_accounts: 0,
      is_healthy: false,
      latency_ms: null,
      checked_at: 0,
      error: 'it answered with status 502 (you sent [redacted])',
      checks: {
        next_in_ms: 0,
        running_for_ms: null,
        last_result: 'it answered with status 502 (you sent [redacted])',
        runs: 2,
        failures: 1,
      },
      accounts: [],
      open_connections: 0,
    },
  ])
})

test.each([
  [true, 0, 'Proxies that were checked: 1.'],
  [
    true,
    1,
    'Proxies that were checked: 0. Still being checked: 1; ask `GET /api/proxy/pool/health` later.',
  ],
  [false, 0, 'The proxy pool is off: no proxy was checked.'],
])('where the pool is on (%p) and %i are late, a check is answered: %s', async (...row) => {
  const [enabled, pending, message] = row
  const settings = settingsOf({ channels: [openai], proxy: { proxy_pool: { enabled } } })
  await using admin = startAdmin({
    settings: () => settings,
    checkProxies: async () => ({ type: 'proxies-checked', pending, proxies: [view] }),
  })
  const { body } = await admin.post('/api/proxy/health-check/trigger', {})
  expect([body.success, body.pending, body.message]).toEqual([enabled, pending, message])
})
