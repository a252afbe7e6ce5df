import { describe, expect, test } from 'bun:test'
import { startProxy } from '../support/proxy.ts'
import { hot, openAdmin, readAdmin, sendAdmin } from '../support/admin-world.ts'

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
    const answer = await sendAdmin(world, '/api/proxy/sticky', {
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
    expect((await readAdmin(again, '/api/proxy/sticky')).body).toEqual(sticky)
  })

  test('may be written by any of the names that are documented', async () => {
    await using world = await openAdmin()
    for (const [index, name] of [
      'request_timeout',
      'requestTimeout',
      'requestTimeoutSeconds',
      'request_timeout_seconds',
    ].entries()) {
      const { body } = await sendAdmin(world, '/api/proxy/request-timeout', { [name]: 45 + index })
      expect([name, body.effective_request_timeout]).toEqual([name, 45 + index])
    }
  })

  test('are refused with the field at fault named, and nothing changes', async () => {
    await using world = await openAdmin()
    const before = (await readAdmin(world, '/api/config')).body
    const answers = await Promise.all(
      faulty.map(async ([path, body]) => {
        const { status, body: answer } = await sendAdmin(world, path, body)
        return [path, body, status, answer.error.param]
      }),
    )
    expect(answers).toEqual(faulty.map(([path, body, param]) => [path, body, 400, param]))
    expect((await readAdmin(world, '/api/config')).body).toEqual(before)
  })

  test('of the guardrails are set as a whole, and switched on where nothing else is said', async () => {
    await using world = await openAdmin()
    await sendAdmin(world, '/api/proxy/compliance', {
      max_account_concurrency: 5,
      risk_cooldown_seconds: 9,
    })
    const { body } = await sendAdmin(world, '/api/proxy/compliance', {
      maxGlobalRequestsPerMinute: 7,
    })
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
    expect((await readAdmin(world, '/api/proxy/compliance')).body.config).toEqual(expected)
  })

  test('of the pool are told as what they do', async () => {
    await using world = await openAdmin()
    const before = (await readAdmin(world, '/api/proxy/pool/runtime')).body
    expect(before).toMatchObject({
      enabled: false,
      strategy: 'priority',
      auto_failover: true,
      health_check_interval: 300,
    })
    const sent = { autoFailover: false, healthCheckIntervalSeconds: 123 }
    const { body } = await sendAdmin(world, '/api/proxy/pool/runtime', sent)
    expect(body.proxy_pool).toMatchObject({ auto_failover: false, health_check_interval: 123 })
    const strategy = await sendAdmin(world, '/api/proxy/pool/strategy', { strategy: 'RoundRobin' })
    expect(strategy.body.proxy_pool.strategy).toBe('round_robin')
    await using again = await world.restart()
    expect((await readAdmin(again, '/api/proxy/pool/runtime')).body).toMatchObject({
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
    expect((await sendAdmin(world, '/api/proxy/health-check/trigger', {})).body).toMatchObject({
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
    expect((await readAdmin(world, '/api/proxy/pool/health')).body).toMatchObject({
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
