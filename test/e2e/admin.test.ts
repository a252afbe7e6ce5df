import { describe, expect, test } from 'bun:test'
import { adminKey, openWorld } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { openAdmin, readAdmin, sendAdmin, withKey } from '../support/admin-world.ts'

describe('the admin API', () => {
  test('is not there unless it is switched on', async () => {
    await using world = await openWorld()
    expect((await readAdmin(world, '/api/health')).status).toBe(404)
  })

  test('tells what it offers, and every route of it answers an administrator', async () => {
    await using world = await openAdmin()
    const { body } = await readAdmin(world, '/api/version/routes')
    const routes = Object.keys(body.routes)
    expect(routes.length).toBeGreaterThan(25)
    for (const path of routes.filter((one) => one.startsWith('GET ') && !one.includes(':')))
      expect([path, (await readAdmin(world, path.slice(4))).status]).toEqual([path, 200])
  })

  test('is at its own address where it has one, and nowhere else', async () => {
    await using world = await openAdmin({ tree: { global: { admin_address: '127.0.0.1:0' } } })
    const path = '/api/proxy/request-timeout'
    expect((await readAdmin(world, path)).status).toBe(404)
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
    const routes = Object.keys((await readAdmin(world, '/api/version/routes')).body.routes)
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
    expect((await readAdmin(world, '/api/proxy/status')).body.base_url).toBe(world.url)
  })

  test('tells an address that can be asked where it listens on all of the machine', async () => {
    await using world = await openAdmin({ tree: { global: { host: '0.0.0.0' } } })
    expect((await readAdmin(world, '/api/proxy/status')).body.base_url).toBe(world.url)
  })

  test('answers with the ids of the request, made up when none were sent', async () => {
    await using world = await openAdmin()
    const { headers } = await world.get('/api/health', { headers: withKey })
    expect(headers.get('x-request-id')).toBeString()
    expect(headers.get('x-correlation-id')).toBe(headers.get('x-request-id'))
  })

  test('tells of every setting where it comes from, and no secret', async () => {
    await using world = await openAdmin()
    await sendAdmin(world, '/api/proxy/request-timeout', { request_timeout: 45 })
    const { settings } = (await readAdmin(world, '/api/config')).body
    expect(settings['proxy.request_timeout']).toEqual({
      value: 45,
      source: 'runtime',
      is_used: true,
    })
    expect(settings['channels[0].credentials[0].secret'].value).toBe('***')
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
  const routes = Object.keys((await readAdmin(world, '/api/version/routes')).body.routes)
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
  const { body } = await readAdmin(world, '/api/proxy/metrics')
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
