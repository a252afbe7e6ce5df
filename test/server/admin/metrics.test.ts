import { expect, test } from 'bun:test'
import { answered, failed } from '../replies.ts'
import { compliance, startAdmin, userKey } from './scripted-operator.ts'

type Admin = ReturnType<typeof startAdmin>

const post = (admin: Admin, path: string, key: string, signal?: AbortSignal) =>
  fetch(`${admin.front.url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': key },
    body: '{"model":"m"}',
    ...(signal === undefined ? {} : { signal }),
  })

const monitorOf = async (admin: Admin) => (await admin.ask('/api/proxy/metrics')).body.monitor

test('requests that were to be relayed are counted by how they ended', async () => {
  await using admin = startAdmin()
  const { front } = admin
  const nothing = { enabled: true, total_requests: 0, success_count: 0, error_count: 0 }
  expect(await monitorOf(admin)).toEqual(nothing)
  const well = post(admin, '/v1/messages', userKey)
  front.reply(answered((await front.dispatches.next()).exchange))
  await (await well).text()
  const ill = post(admin, '/v1/messages', userKey)
  front.reply(failed((await front.dispatches.next()).exchange))
  await (await ill).text()
  const leaving = new AbortController()
  const left = post(admin, '/v1/messages', userKey, leaving.signal).catch(() => undefined)
  await front.dispatches.next()
  leaving.abort()
  await left
  await front.cancels.next()
  expect(await monitorOf(admin)).toEqual({
    enabled: true,
    total_requests: 3,
    success_count: 1,
    error_count: 1,
  })
})

test('who was turned away at the door is no request that was to be relayed', async () => {
  await using admin = startAdmin()
  expect((await post(admin, '/v1/messages', 'sk-nobody')).status).toBe(401)
  expect((await post(admin, '/v1/nothing', userKey)).status).toBe(404)
  expect((await admin.ask('/api/decisions/x')).status).toBe(404)
  expect(await monitorOf(admin)).toMatchObject({ total_requests: 0 })
})

test('the numbers tell what was counted by the operator’s limits, account by account and in all', async () => {
  await using admin = startAdmin({
    guardrails: async () => ({
      type: 'guardrails-viewed',
      snapshot: {
        rules: compliance,
        globalRequestsInLastMinute: 9,
        accountRequestsInLastMinute: { a: 2, b: 3 },
        accountInFlight: { a: 4, b: 5, c: 6 },
        accountCooldownSecondsRemaining: { c: 60 },
        riskSignalsLastMinute: 7,
        account403InLastMinute: { a: 1 },
        account429InLastMinute: { a: 1, b: 2 },
        accountSwitchesLastMinute: 8,
      },
    }),
  })
  const { body } = await admin.ask('/api/proxy/metrics')
  expect(body.timestamp_unix).toBe(1_790_000_000)
  expect(body.runtime).toMatchObject({ request_timeout: 120, effective_request_timeout: 120 })
  expect(body.proxy_pool).toMatchObject({ strategy: 'priority', health_check_interval: 300 })
  expect(body.compliance).toMatchObject({
    enabled: false,
    max_retry_attempts: 2,
    global_requests_in_last_minute: 9,
    tracked_accounts_last_minute: 2,
    total_account_requests_in_last_minute: 5,
    tracked_accounts_in_flight: 3,
    total_account_in_flight: 15,
    accounts_in_cooldown: 1,
    risk_signals_last_minute: 7,
    account_switches_last_minute: 8,
    accounts_with_403_in_last_minute: 1,
    accounts_with_429_in_last_minute: 2,
    account_403_in_last_minute: { a: 1 },
    account_429_in_last_minute: { a: 1, b: 2 },
  })
})

test('the numbers tell the recurring work of accounts, and what the proxy pool had to do', async () => {
  await using admin = startAdmin({
    proxyPool: async () => ({
      type: 'pool-view',
      isEnabled: true,
      strategy: 'priority',
      proxies: [],
      blocked: {},
      sharedFallbackSelections: 4,
      strictRejections: 5,
    }),
  })
  expect((await admin.ask('/api/proxy/metrics')).body).toMatchObject({
    proxy_pool: { shared_fallback_selections_total: 4, strict_rejections_total: 5 },
    compliance: {
      scheduler_refresh_runs_last_minute: 1,
      scheduler_refresh_accounts_attempted_last_minute: 3,
      scheduler_refresh_failures_last_minute: 2,
    },
  })
})
