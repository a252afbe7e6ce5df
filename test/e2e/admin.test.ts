import { describe, expect, test } from 'bun:test'
import { startProxy } from '../support/proxy.ts'
import {
  adminKey,
  openWorld,
  twoAccounts,
  type World,
  type WorldOptions,
} from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'

const openAdmin = (options: WorldOptions = {}): Promise<World> =>
  openWorld({
    ...options,
    tree: { ...options.tree, global: { enable_admin_api: true, ...options.tree?.['global'] } },
  })

const withKey = { authorization: `Bearer ${adminKey}` }

const read = async (world: World, path: string) => {
  const response = await world.get(path, { headers: withKey })
  return { status: response.status, body: await response.json() }
}

const send = async (world: World, path: string, body: unknown, method = 'POST') => {
  const response = await world.post(path, body, { method, headers: withKey })
  return { status: response.status, body: await response.json() }
}

const hot = { applied: true, requires_restart: false }

describe('the admin API', () => {
  test('is not there unless it is switched on', async () => {
    await using world = await openWorld()
    expect((await read(world, '/api/health')).status).toBe(404)
  })

  test('tells what it offers, and every route of it answers an administrator', async () => {
    await using world = await openAdmin()
    const { body } = await read(world, '/api/version/routes')
    const routes = Object.keys(body.routes)
    expect(routes.length).toBeGreaterThan(25)
    for (const path of routes.filter((one) => one.startsWith('GET ') && !one.includes(':')))
      expect([path, (await read(world, path.slice(4))).status]).toEqual([path, 200])
  })

  test('is at its own address where it has one, and nowhere else', async () => {
    await using world = await openAdmin({ tree: { global: { admin_address: '127.0.0.1:0' } } })
    const path = '/api/proxy/request-timeout'
    expect((await read(world, path)).status).toBe(404)
    const init = { method: 'POST', headers: withKey, body: '{"request_timeout":45}' }
    expect((await fetch(`${world.adminUrl}${path}`, init)).status).toBe(200)
    const served = await world.post('/v1/chat/completions', chat())
    expect([served.status, (await served.json()).choices.length]).toEqual([200, 1])
    const elsewhere = await fetch(`${world.adminUrl}/v1/chat/completions`, init)
    expect(elsewhere.status).toBe(404)
    await using again = await world.restart()
    const answer = await fetch(`${again.adminUrl}${path}`, { headers: withKey })
    expect(await answer.json()).toEqual({ request_timeout: 45, effective_request_timeout: 45 })
  })

  test('is closed without an administrator, even with auth off', async () => {
    await using world = await openAdmin({ tree: { proxy: { auth_mode: 'off' } } })
    const routes = Object.keys((await read(world, '/api/version/routes')).body.routes)
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ')
      const url = `${world.url}${path.replaceAll(/:\w+/g, 'x')}`
      const bare = await fetch(url, { method })
      expect([route, bare.status]).toEqual([route, 401])
      const asUser = await world.get(path.replaceAll(/:\w+/g, 'x'), { method })
      expect([route, asUser.status]).toEqual([route, 403])
    }
  })

  test('tells where it listens, whatever an edit of the file says of the next start', async () => {
    await using world = await openAdmin()
    world.apply({ tree: { global: { host: '127.0.0.2' } } })
    expect((await read(world, '/api/proxy/status')).body.base_url).toBe(world.url)
  })

  test('tells an address that can be asked where it listens on all of the machine', async () => {
    await using world = await openAdmin({ tree: { global: { host: '0.0.0.0' } } })
    expect((await read(world, '/api/proxy/status')).body.base_url).toBe(world.url)
  })

  test('answers with the ids of the request, made up when none were sent', async () => {
    await using world = await openAdmin()
    const { headers } = await world.get('/api/health', { headers: withKey })
    expect(headers.get('x-request-id')).toBeString()
    expect(headers.get('x-correlation-id')).toBe(headers.get('x-request-id'))
  })

  test('tells of every setting where it comes from, and no secret', async () => {
    await using world = await openAdmin()
    await send(world, '/api/proxy/request-timeout', { request_timeout: 45 })
    const { settings } = (await read(world, '/api/config')).body
    expect(settings['proxy.request_timeout']).toEqual({
      value: 45,
      source: 'runtime',
      is_used: true,
    })
    expect(settings['channels[0].credentials[0].secret'].value).toBe('***')
  })
})

const faulty: readonly (readonly [string, unknown, string | null])[] = [
  ['/api/proxy/request-timeout', { requestTimeout: 601 }, 'request_timeout'],
  ['/api/proxy/request-timeout', {}, null],
  ['/api/proxy/sticky', {}, null],
  ['/api/proxy/sticky', { scheduling: { mode: 'best' } }, 'scheduling.mode'],
  ['/api/proxy/sticky', { scheduling: { moed: 'balance' } }, 'scheduling.moed'],
  ['/api/proxy/sticky', { scheduling: 'balance' }, 'scheduling'],
  ['/api/proxy/pool/strategy', {}, null],
  ['/api/proxy/pool/strategy', { strategy: 'best' }, 'strategy'],
  ['/api/proxy/pool/runtime', {}, null],
  ['/api/proxy/pool/runtime', { autoFailover: true, auto_failover: true }, 'auto_failover'],
  ['/api/proxy/compliance', { max_retry_atempts: 1 }, 'max_retry_atempts'],
  ['/api/proxy/compliance', { maxAccountConcurrency: 0 }, 'max_account_concurrency'],
  ['/api/proxy/preferred-account', {}, 'accountId'],
  ['/api/proxy/request-timeout', '[1]', null],
  ['/api/proxy/request-timeout', '{', null],
]

describe('settings that an administrator changes', () => {
  test('hold at once, and after a restart', async () => {
    await using world = await openAdmin()
    const answer = await send(world, '/api/proxy/sticky', {
      scheduling: { mode: 'CacheFirst', maxWaitSeconds: 33 },
    })
    const sticky = {
      persist_session_bindings: true,
      scheduling: { mode: 'cache_first', max_wait_seconds: 33, max_waiting: 1000 },
      preferred_account_id: null,
    }
    expect(answer).toEqual({
      status: 200,
      body: {
        ok: true,
        saved: true,
        message: 'It holds from now on.',
        runtime_apply: { policy: 'always_hot_applied', ...hot },
        sticky,
      },
    })
    await using again = await world.restart()
    expect((await read(again, '/api/proxy/sticky')).body).toEqual(sticky)
  })

  test('may be written by any of the names that are documented', async () => {
    await using world = await openAdmin()
    for (const [index, name] of [
      'request_timeout',
      'requestTimeout',
      'requestTimeoutSeconds',
      'request_timeout_seconds',
    ].entries()) {
      const { body } = await send(world, '/api/proxy/request-timeout', { [name]: 45 + index })
      expect([name, body.effective_request_timeout]).toEqual([name, 45 + index])
    }
  })

  test('are refused with the field at fault named, and nothing changes', async () => {
    await using world = await openAdmin()
    const before = (await read(world, '/api/config')).body
    const answers = await Promise.all(
      faulty.map(async ([path, body]) => {
        const { status, body: answer } = await send(world, path, body)
        return [path, body, status, answer.error.param]
      }),
    )
    expect(answers).toEqual(faulty.map(([path, body, param]) => [path, body, 400, param]))
    expect((await read(world, '/api/config')).body).toEqual(before)
  })

  test('of the guardrails are set as a whole, and switched on where nothing else is said', async () => {
    await using world = await openAdmin()
    await send(world, '/api/proxy/compliance', {
      max_account_concurrency: 5,
      risk_cooldown_seconds: 9,
    })
    const { body } = await send(world, '/api/proxy/compliance', { maxGlobalRequestsPerMinute: 7 })
    expect(body.runtime_apply).toEqual({ policy: 'always_hot_applied', ...hot })
    const expected = {
      enabled: true,
      max_global_requests_per_minute: 7,
      max_account_requests_per_minute: 10,
      max_account_concurrency: 1,
      risk_cooldown_seconds: 300,
      risk_statuses: [401, 403, 429, 500, 503, 529],
      max_retry_attempts: 2,
      cooldown_on_http_429: true,
    }
    expect(body.compliance.config).toEqual(expected)
    expect((await read(world, '/api/proxy/compliance')).body.config).toEqual(expected)
  })

  test('of the pool are told as what they do', async () => {
    await using world = await openAdmin()
    const before = (await read(world, '/api/proxy/pool/runtime')).body
    expect(before).toMatchObject({
      enabled: false,
      strategy: 'priority',
      auto_failover: true,
      health_check_interval: 300,
    })
    const sent = { autoFailover: false, healthCheckIntervalSeconds: 123 }
    const { body } = await send(world, '/api/proxy/pool/runtime', sent)
    expect(body.proxy_pool).toMatchObject({ auto_failover: false, health_check_interval: 123 })
    const strategy = await send(world, '/api/proxy/pool/strategy', { strategy: 'RoundRobin' })
    expect(strategy.body.proxy_pool.strategy).toBe('round_robin')
    await using again = await world.restart()
    expect((await read(again, '/api/proxy/pool/runtime')).body).toMatchObject({
      strategy: 'round_robin',
      auto_failover: false,
      health_check_interval: 123,
    })
  })
})

describe('the proxies of the pool', () => {
  test('are told as they are, and checked when an administrator asks', async () => {
    await using proxy = await startProxy()
    const proxies = [
      { id: 'near', url: proxy.url },
      { id: 'far', url: 'http://127.0.0.1:1' },
    ]
    const tree = { proxy: { proxy_pool: { enabled: true, proxies } } }
    await using world = await openAdmin({ tree, credential: { proxy: 'near' } })
    expect((await send(world, '/api/proxy/health-check/trigger', {})).body).toMatchObject({
      success: true,
      proxies: [
        { id: 'near', is_healthy: true, latency_ms: expect.any(Number), error: '' },
        {
          id: 'far',
          is_healthy: false,
          latency_ms: null,
          error: 'it cannot be reached (ECONNREFUSED)',
        },
      ],
    })
    expect((await read(world, '/api/proxy/pool/health')).body).toMatchObject({
      proxies: [
        { id: 'near', accounts: expect.arrayContaining(['openai/one']), open_connections: 0 },
        { id: 'far', accounts: [] },
      ],
      blocked: {},
      shared_fallback_selections_total: 0,
      strict_rejections_total: 0,
    })
  })
})

describe('accounts', () => {
  test('are preferred by name, by null none, and one that is not there is a 404 that names what is near', async () => {
    await using world = await openAdmin()
    const path = '/api/proxy/preferred-account'
    expect((await read(world, path)).body).toBeNull()
    const set = await send(world, path, { accountId: 'openai/two' })
    expect(set.body).toMatchObject({ ok: true, preferred_account_id: 'openai/two' })
    const response = await world.post('/v1/chat/completions', chat())
    await response.text()
    expect(response.headers.get('x-switchyard-account')).toBe('openai/two')
    const wrong = await send(world, path, { accountId: 'openai/tow' })
    expect([wrong.status, wrong.body.error]).toMatchObject([
      404,
      { param: 'accountId', message: expect.stringContaining('openai/two') },
    ])
    expect((await send(world, path, { accountId: null })).body.preferred_account_id).toBeNull()
  })

  test('are preferred after a restart too', async () => {
    await using world = await openAdmin()
    const path = '/api/proxy/preferred-account'
    await send(world, path, { accountId: 'openai/two' })
    await using again = await world.restart()
    expect((await read(again, path)).body).toBe('openai/two')
  })

  test('are preferred from the edit on that brings them, where they are named before', async () => {
    const tree = { proxy: { preferred_account_id: 'openai/later' } }
    await using world = await openAdmin({ tree })
    const servedBy = async () => {
      const response = await world.post('/v1/chat/completions', chat())
      await response.text()
      return response.headers.get('x-switchyard-account')
    }
    expect(await servedBy()).not.toBe('openai/later')
    const later = [...twoAccounts, { key: 'sk-simulated-one', name: 'later' }]
    world.apply({ tree, accounts: later })
    await accountIsUp(world, 'openai/later')
    expect(await servedBy()).toBe('openai/later')
  })

  test('are seen as they are, with what happened to them, and are asked again at once when their rests are cleared', async () => {
    await using world = await openAdmin()
    world.openai.program({ fault: rateLimit, times: 1 })
    const served = await world.post('/v1/chat/completions', chat())
    await served.text()
    const resting = served.headers.get('x-switchyard-account')?.endsWith('one') ? 'two' : 'one'
    const id = `openai/${resting}`
    expect(await accountIn(world, id)).toMatchObject({
      is_up: true,
      state: 'ready',
      egress: 'direct',
      cooldowns: [{ cause: 'rate_limited', remaining_ms: expect.any(Number) }],
      events: [{ event: 'account-resting' }],
      timetable: [{ job: 'models', next_in_ms: expect.any(Number) }],
    })
    expect((await send(world, '/api/proxy/rate-limits/openai%2Fnone', '', 'DELETE')).status).toBe(
      404,
    )
    const cleared = await send(world, `/api/proxy/rate-limits/${id}`, '', 'DELETE')
    expect(cleared).toEqual({ status: 200, body: { ok: true, cleared: [id] } })
    expect(await accountIn(world, id)).toMatchObject({ cooldowns: [], ramps: [] })
    const again = await send(world, '/api/proxy/rate-limits/openai%2Fone', '', 'DELETE')
    expect(again).toEqual({ status: 200, body: { ok: true, cleared: [] } })
  })
})

describe('requests', () => {
  test('are explained by their receipt: who was asked, who refused, who served', async () => {
    await using world = await openAdmin()
    world.openai.program({ fault: rateLimit, times: 1 })
    const headers = { 'x-request-id': 'a-request' }
    await (await world.post('/v1/chat/completions', chat(), { headers })).text()
    await world.recordOf('a-request')
    const { body } = await read(world, '/api/decisions/a-request')
    expect(body).toMatchObject({ request_id: 'a-request', attempts: 2, mode: 'balance' })
    expect(body.steps.map(({ type }: { type: string }) => type)).toEqual([
      'offered',
      'failed',
      'offered',
      'ended',
    ])
    expect(body.candidates.map(({ rest_cause }: { rest_cause: string }) => rest_cause)).toContain(
      'rate_limited',
    )
  })

  test('of which nothing is known are a 404 that says why', async () => {
    await using world = await openAdmin()
    const { status, body } = await read(world, '/api/decisions/nobody')
    expect([status, body.error.code]).toEqual([404, 'decision_not_found'])
  })

  test('of a session are bound, seen, and let go', async () => {
    await using world = await openAdmin()
    const headers = { 'x-session-id': 'talk' }
    await (await world.post('/v1/chat/completions', chat(), { headers })).text()
    const seen = (await read(world, '/api/proxy/session-bindings')).body
    const [account = ''] = Object.values(seen.session_bindings)
    expect(seen).toMatchObject({
      persist_session_bindings: true,
      scheduling: { mode: 'balance', max_wait_seconds: 60 },
      session_bindings: { talk: account },
      bindings_count: 1,
      recent_events: [
        {
          action: 'bound_new_session',
          session_id: 'talk',
          bound_account_id: null,
          selected_account_id: account,
          wait_seconds: 0,
          max_wait_seconds: 60,
        },
      ],
    })
    const cleared = await send(world, '/api/proxy/session-bindings/clear', '')
    expect(cleared.body).toEqual({ ok: true, cleared: 1 })
    const left = (await read(world, '/api/proxy/session-bindings')).body
    expect([left.session_bindings, left.recent_events.length]).toEqual([{}, 1])
  })
})

test('no answer of the admin API holds a secret', async () => {
  const auth = { username: 'egress', password: 'canary-of-a-proxy-password' }
  const proxies = [{ id: 'p', url: 'http://127.0.0.1:9', auth }]
  const pool = { enabled: true, auto_failover: false, proxies }
  const keys = { api_key: 'canary-of-the-clients', proxy_pool: pool }
  await using world = await openAdmin({
    accounts: [{ key: 'sk-canary-of-an-account', name: 'one' }],
    tree: { global: { admin_key: 'canary-of-the-administrator' }, proxy: keys },
    credential: { proxy: 'p' },
  })
  await (await world.post('/v1/chat/completions', chat())).text()
  const routes = Object.keys((await read(world, '/api/version/routes')).body.routes)
  const answers = await Promise.all(
    routes.map(async (route) => {
      const [method = '', path = ''] = route.split(' ')
      const response = await world.get(path.replaceAll(/:\w+/g, 'openai%2Fone'), {
        method,
        headers: withKey,
        ...(method === 'GET' ? {} : { body: '{}' }),
      })
      return response.text()
    }),
  )
  const text = answers.join('\n')
  expect(text).toContain('openai/one')
  expect(text.match(/canary[\w-]*/g)).toBeNull()
  expect(text).not.toContain(adminKey)
})

test('the numbers that are asked for at one glance have one shape', async () => {
  await using world = await openAdmin()
  await (await world.post('/v1/chat/completions', chat())).text()
  await world.nextRecord()
  const { body } = await read(world, '/api/proxy/metrics')
  expect(body).toMatchObject({
    timestamp_unix: expect.any(Number),
    runtime: {
      running: true,
      port: Number(new URL(world.url).port),
      active_accounts: 6,
      request_timeout: 120,
      effective_request_timeout: 120,
    },
    sticky: {
      persist_session_bindings: true,
      scheduling_mode: 'balance',
      scheduling_max_wait_seconds: 60,
      session_bindings_count: expect.any(Number),
      recent_events_count: expect.any(Number),
    },
    monitor: { enabled: true, total_requests: 1, success_count: 1, error_count: 0 },
    proxy_pool: {
      enabled: false,
      configured_proxies: 0,
      account_bindings_count: 0,
      shared_fallback_selections_total: 0,
      strict_rejections_total: 0,
    },
    compliance: {
      enabled: false,
      total_account_in_flight: 0,
      account_403_in_last_minute: {},
      scheduler_refresh_runs_last_minute: 0,
      scheduler_refresh_accounts_attempted_last_minute: expect.any(Number),
      scheduler_refresh_failures_last_minute: expect.any(Number),
    },
    runtime_apply_policies_supported: [
      'always_hot_applied',
      'hot_applied_when_safe',
      'requires_restart',
    ],
  })
})

const rateLimit = {
  type: 'status',
  status: 429,
  retry: { type: 'seconds', seconds: 3000 },
} as const

/** Asked again at once, since nothing announces it to the outside. */
const accountIsUp = async (world: World, id: string): Promise<void> => {
  while ((await accountIn(world, id))?.is_up !== true);
}

const accountIn = async (world: World, id: string) => {
  const { accounts } = (await read(world, '/api/actors')).body
  return accounts.find((account: { readonly id: string }) => account.id === id)
}
