import { describe, expect, test } from 'bun:test'
import { startAdmin } from './scripted-operator.ts'

/** gephyr's names of what may be sent, and what each of them means here. */
const taken: readonly (readonly [path: string, sent: object, proxy: object])[] = [
  ['sticky', { persist_session_bindings: false }, { persist_session_bindings: false }],
  ['sticky', { persistSessionBindings: false }, { persist_session_bindings: false }],
  ['sticky', { scheduling: { mode: 'Balance' } }, { scheduling: { mode: 'Balance' } }],
  ['sticky', { scheduling: { max_wait_seconds: 9 } }, { scheduling: { max_wait_seconds: 9 } }],
  ['sticky', { scheduling: { maxWaitSeconds: 9 } }, { scheduling: { max_wait_seconds: 9 } }],
  ['request-timeout', { request_timeout: 9 }, { request_timeout: 9 }],
  ['request-timeout', { requestTimeout: 9 }, { request_timeout: 9 }],
  ['request-timeout', { requestTimeoutSeconds: 9 }, { request_timeout: 9 }],
  ['request-timeout', { request_timeout_seconds: 9 }, { request_timeout: 9 }],
  ...['strategy', 'proxySelectionStrategy', 'proxy_selection_strategy'].map(
    (name) =>
      ['pool/strategy', { [name]: 'random' }, { proxy_pool: { strategy: 'random' } }] as const,
  ),
  ...(
    [
      ['enabled', 'enabled'],
      ['poolEnabled', 'enabled'],
      ['auto_failover', 'auto_failover'],
      ['autoFailover', 'auto_failover'],
      ['allow_shared_proxy_fallback', 'allow_shared_proxy_fallback'],
      ['allowSharedProxyFallback', 'allow_shared_proxy_fallback'],
      ['require_proxy_for_account_requests', 'require_proxy_for_account_requests'],
      ['requireProxyForAccountRequests', 'require_proxy_for_account_requests'],
    ] as const
  ).map(
    ([sent, name]) => ['pool/runtime', { [sent]: true }, { proxy_pool: { [name]: true } }] as const,
  ),
  ...['health_check_interval', 'healthCheckInterval', 'healthCheckIntervalSeconds'].map(
    (name) =>
      ['pool/runtime', { [name]: 60 }, { proxy_pool: { health_check_interval: 60 } }] as const,
  ),
  ['preferred-account', { accountId: 'openai/one' }, { preferred_account_id: 'openai/one' }],
  ['preferred-account', { accountId: null }, { preferred_account_id: '' }],
]

describe('the documented names', () => {
  test.each(taken)('of %s take %j', async (path, sent, proxy) => {
    await using admin = startAdmin()
    expect((await admin.post(`/api/proxy/${path}`, sent)).status).toBe(200)
    expect(admin.patches).toEqual([{ proxy }])
  })

  test('of the guardrails are taken in both spellings', async () => {
    await using admin = startAdmin()
    const compliance = {
      enabled: true,
      max_global_requests_per_minute: 1,
      max_account_requests_per_minute: 2,
      max_account_concurrency: 3,
      risk_cooldown_seconds: 4,
      risk_statuses: [429],
      max_retry_attempts: 5,
      cooldown_on_http_429: false,
    }
    await admin.post('/api/proxy/compliance', compliance)
    await admin.post('/api/proxy/compliance', {
      maxGlobalRequestsPerMinute: 1,
      maxAccountRequestsPerMinute: 2,
      maxAccountConcurrency: 3,
      riskCooldownSeconds: 4,
      riskStatuses: [429],
      maxRetryAttempts: 5,
      cooldownOnHttp429: false,
    })
    expect(admin.patches).toEqual([{ proxy: { compliance } }, { proxy: { compliance } }])
  })
})

const pool = [
  'allow_shared_proxy_fallback',
  'auto_failover',
  'enabled',
  'health_check_interval',
  'proxies_enabled',
  'proxies_total',
  'require_proxy_for_account_requests',
  'strategy',
]

const counted = [
  'account_403_in_last_minute',
  'account_429_in_last_minute',
  'account_cooldown_seconds_remaining',
  'account_in_flight',
  'account_requests_in_last_minute',
  'account_switches_last_minute',
  'config',
  'global_requests_in_last_minute',
  'risk_signals_last_minute',
]

/** What stands beside the snapshot in the answer to every change. */
const change = ['message', 'ok', 'runtime_apply', 'saved']

const hot = 'always_hot_applied'
const safe = 'hot_applied_when_safe'

describe('a documented route', () => {
  test.each([
    ['status', ['active_accounts', 'base_url', 'port', 'running']],
    ['sticky', ['persist_session_bindings', 'preferred_account_id', 'scheduling']],
    ['request-timeout', ['effective_request_timeout', 'request_timeout']],
    ['compliance', counted],
    ['pool/strategy', pool],
    ['pool/runtime', pool],
    [
      'session-bindings',
      [
        'bindings',
        'bindings_count',
        'persist_session_bindings',
        'recent_events',
        'scheduling',
        'session_bindings',
      ],
    ],
  ])('%s tells its fields', async (path, fields) => {
    await using admin = startAdmin()
    const { body } = await admin.ask(`/api/proxy/${path}`)
    expect(Object.keys(body).toSorted()).toEqual(fields)
  })

  test.each([
    ['sticky', { persist_session_bindings: false }, hot, 'sticky'],
    ['compliance', {}, hot, 'compliance'],
    ['pool/strategy', { strategy: 'random' }, safe, 'proxy_pool'],
    ['pool/runtime', { enabled: true }, safe, 'proxy_pool'],
  ])(
    '%s answers a change with its policy and how things are then',
    async (path, sent, policy, member) => {
      await using admin = startAdmin()
      const { body } = await admin.post(`/api/proxy/${path}`, sent)
      expect(Object.keys(body).toSorted()).toEqual([...change, member].toSorted())
      expect(body.runtime_apply).toEqual({ policy, applied: true, requires_restart: false })
      expect(body[member]).toEqual((await admin.ask(`/api/proxy/${path}`)).body)
    },
  )

  test('health answers an administrator with the version', async () => {
    await using admin = startAdmin()
    expect((await admin.ask('/api/health')).body).toEqual({ status: 'ok', version: '1.2.3' })
  })

  test('is one of those that are listed as there', async () => {
    await using admin = startAdmin()
    const { version, routes } = (await admin.ask('/api/version/routes')).body
    expect(version).toBe('1.2.3')
    expect(routes).toMatchObject({ 'GET /api/health': true, 'POST /api/proxy/sticky': true })
  })

  test('status names where programs of this machine ask', async () => {
    await using admin = startAdmin()
    const { port } = admin.front
    expect((await admin.ask('/api/proxy/status')).body).toEqual({
      running: true,
      port,
      base_url: `http://127.0.0.1:${port}`,
      active_accounts: 0,
    })
  })
})
