import { describe, expect, test } from 'bun:test'
import type { Operator } from '../../../src/server/admin/index.ts'
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
  expect(body.proxies).toMatchObject([
    { is_healthy: false, error: 'it answered with status 502 (you sent [redacted])' },
  ])
})

test.each([
  ['pool/runtime', {}],
  ['pool/runtime', { health_check_interval: 120, unknown: 1 }],
  ['pool/strategy', {}],
])('/api/proxy/%s is not changed by %j', async (path, sent) => {
  await using admin = startAdmin()
  const { status } = await admin.post(`/api/proxy/${path}`, sent)
  expect([status, admin.patches]).toEqual([400, []])
})

const url = 'http://192.0.2.1:1'
const login = { username: 'u', password: 'canary-of-a-password' }
const open = (proxies: readonly object[], over: Partial<Operator> = {}, pool = {}) => {
  const settings = settingsOf({
    channels: [{ ...openai, credentials: [{ id: 'one', secret: 'sk-1' }] }],
    proxy: { proxy_pool: { enabled: true, proxies, ...pool } },
  })
  return startAdmin({ settings: () => settings, ...over })
}
const pool = '/api/proxy/pool/proxies'
const idsOf = (patches: readonly unknown[]): unknown =>
  Object(patches[0]).proxy.proxy_pool.proxies.map(({ id }: { id: string }) => id)

describe('a change of one proxy', () => {
  test('leaves the others as they are, with their passwords, which the audit does not show', async () => {
    await using admin = open([
      { id: 'p', url, auth: login },
      { id: 'q', url, tags: ['eu'] },
    ])
    const { body } = await admin.ask(`${pool}/q`, { method: 'PATCH', body: '{"priority":3}' })
    expect(body.runtime_apply.policy).toBe('hot_applied_when_safe')
    expect(admin.patches).toMatchObject([
      {
        proxy: {
          proxy_pool: {
            proxies: [
              { id: 'p', auth: login, priority: 0 },
              { id: 'q', priority: 3, tags: ['eu'] },
            ],
          },
        },
      },
    ])
    expect(admin.audits).toMatchObject([{ action: 'change_proxy' }])
    expect(JSON.stringify([body, admin.audits])).not.toContain('canary')
  })

  test.each([
    ['p', { id: 'q', priority: 3 }, [400, 'invalid_field', 'id'], 'keeps its id'],
    ['p', { id: null, priority: 3 }, [400, 'invalid_field', 'id'], 'keeps its id'],
    ['p', { id: 'p' }, [400, 'nothing_to_change', null], 'max_accounts'],
    ['p', { urk: 'x' }, [400, 'invalid_field', 'urk'], 'Did you mean "url"?'],
    ['nowhere', { priority: 3 }, [404, 'proxy_not_found', null], 'no proxy "nowhere". Known: p.'],
  ])('%s to %j is refused', async (id, sent, answer, words) => {
    await using admin = open([{ id: 'p', url }])
    const init = { method: 'PUT', body: JSON.stringify(sent) }
    const { status, body } = await admin.ask(`${pool}/${id}`, init)
    expect([status, body.error.code, body.error.param]).toEqual([...answer])
    expect([body.error.message, admin.patches]).toEqual([expect.stringContaining(words), []])
  })

  test.each([
    [{ username: 'v' }, { username: 'v', password: login.password }],
    [{ password: 'new' }, { username: 'u', password: 'new' }],
    [null, null],
  ])('of its user and password by %j is what is said, and else as it was', async (auth, made) => {
    await using admin = open([{ id: 'p', url, auth: login }])
    const body = JSON.stringify({ priority: 3, auth })
    await admin.ask(`${pool}/p`, { method: 'PATCH', body })
    const proxies = [{ id: 'p', url, priority: 3, auth: made }]
    expect(admin.patches).toMatchObject([{ proxy: { proxy_pool: { proxies } } }])
  })

  test('back to how it is shown keeps its password, and no other one is taken for it', async () => {
    const other = { username: 'u', password: 'canary-of-another' }
    await using admin = open([
      { id: 'p', url, auth: login },
      { id: 'q', url, auth: other },
      { id: 'r', url },
    ])
    const { body } = await admin.ask('/api/proxy/pool/config')
    const [{ auth }] = body.proxies
    const send = (id: string) =>
      admin.ask(`${pool}/${id}`, { method: 'PATCH', body: JSON.stringify({ auth }) })
    expect((await send('p')).status).toBe(200)
    expect(Object(admin.patches[0]).proxy.proxy_pool.proxies[0].auth).toEqual(login)
    for (const id of ['q', 'r'])
      expect(await send(id)).toMatchObject({
        status: 400,
        body: { error: { param: 'auth.password' } },
      })
  })
})

describe('a proxy', () => {
  test('is added behind the others', async () => {
    await using admin = open([{ id: 'p', url }])
    expect((await admin.post(pool, { id: 'q', url, max_accounts: 2 })).status).toBe(200)
    expect(idsOf(admin.patches)).toEqual(['p', 'q'])
    expect(admin.audits).toMatchObject([{ action: 'add_proxy' }])
  })

  test.each([
    [{ id: 'p', url }, [409, 'proxy_exists', 'id'], 'PATCH /api/proxy/pool/proxies/p.'],
    [{ url }, [400, 'invalid_field', 'id'], '"id" must be a string that is not empty.'],
    [{ id: 'q', name: 'x', nam: 'y' }, [400, 'invalid_field', 'nam'], 'Did you mean "name"?'],
  ])('%j is not added', async (sent, answer, words) => {
    await using admin = open([{ id: 'p', url }])
    const { status, body } = await admin.post(pool, sent)
    expect([status, body.error.code, body.error.param]).toEqual([...answer])
    expect([body.error.message, admin.patches]).toEqual([expect.stringContaining(words), []])
  })

  test('is removed, and the others stay, with their passwords and those who are bound to them', async () => {
    const proxies = ['p', 'q', 'r'].map((id) => ({ id, url, auth: login }))
    await using admin = open(proxies, {}, { account_bindings: { 'openai/one': 'p' } })
    expect((await admin.ask(`${pool}/q`, { method: 'DELETE' })).status).toBe(200)
    expect(idsOf(admin.patches)).toEqual(['p', 'r'])
    expect(Object(admin.patches[0]).proxy.proxy_pool.proxies[1].auth).toEqual(login)
    expect(admin.audits).toMatchObject([{ action: 'remove_proxy' }])
  })

  test.each([
    ['p', 409, 'Accounts are bound to the proxy "p": openai/one. Bind them elsewhere first.'],
    ['nowhere', 404, 'There is no proxy "nowhere". Known: p, q.'],
  ])('%s is not removed: %i', async (id, status, message) => {
    const proxies = ['p', 'q'].map((one) => ({ id: one, url }))
    await using admin = open(proxies, {}, { account_bindings: { 'openai/one': 'p' } })
    const refused = await admin.ask(`${pool}/${id}`, { method: 'DELETE' })
    expect([refused.status, refused.body.error.message]).toEqual([status, message])
    expect(admin.patches).toEqual([])
  })

  test('is tested by what is known of it, and what it says shows no secret', async () => {
    const tested: unknown[] = []
    const result = { isHealthy: false, latencyMs: null, error: 'said sk-canary-0123456789' }
    await using admin = open([{ id: 'p', url }], {
      testProxy: async ({ id }) => {
        tested.push(id)
        return { type: 'proxy-tested', result }
      },
    })
    expect((await admin.post(`${pool}/p/test`, {})).body).toEqual({
      ok: false,
      is_healthy: false,
      latency_ms: null,
      error: 'said [redacted]',
    })
    const unknown = await admin.post(`${pool}/x/test`, {})
    expect([unknown.status, unknown.body.error.code, tested]).toEqual([
      404,
      'proxy_not_found',
      ['p'],
    ])
  })

  test('of which nobody says in time what its test found is a 503 with a wait', async () => {
    await using admin = open([{ id: 'p', url }])
    const { status, headers } = await admin.post(`${pool}/p/test`, {})
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
  })
})

test('the settings of the pool tell how many proxies there are, and how many of them may be used', async () => {
  await using admin = open([
    { id: 'p', url },
    { id: 'off', url, enabled: false },
  ])
  const { body } = await admin.ask('/api/proxy/pool/runtime')
  expect(body).toMatchObject({ enabled: true, proxies_total: 2, proxies_enabled: 1 })
})

test('proxies that are switched off are none of those that were checked', async () => {
  await using admin = open([{ id: 'p', url }], {
    checkProxies: async () => ({
      type: 'proxies-checked',
      pending: 0,
      proxies: [view, proxyView({ id: 'off', isEnabled: false })],
    }),
  })
  const { body } = await admin.post('/api/proxy/health-check/trigger', {})
  expect([body.message, body.proxies.length]).toEqual(['Proxies that were checked: 1.', 2])
})
