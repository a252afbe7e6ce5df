import { expect, test } from 'bun:test'
import { startAdmin } from './scripted-operator.ts'

const timeout = { requestTimeoutSeconds: 45 }

test('a change is made under the name of the setting, whatever alias it came by', async () => {
  await using admin = startAdmin()
  await admin.post('/api/proxy/request-timeout', timeout)
  expect(admin.patches).toEqual([{ proxy: { request_timeout: 45 } }])
})

test('a change that a variable hides is not told as applied, and the variable is named', async () => {
  await using admin = startAdmin({}, { overruled: ['proxy.request_timeout'] })
  const { body } = await admin.post('/api/proxy/request-timeout', timeout)
  expect(body).toMatchObject({
    ok: true,
    saved: true,
    message: 'proxy.request_timeout does not hold: environment A_NAME says something else.',
    runtime_apply: { policy: 'always_hot_applied', applied: false, requires_restart: false },
  })
})

test('a change that holds after the next start says so', async () => {
  await using admin = startAdmin({}, { requiresRestart: ['proxy.request_timeout'] })
  const { body } = await admin.post('/api/proxy/request-timeout', timeout)
  expect(body.message).toBe('proxy.request_timeout holds after the next start.')
  expect(body.runtime_apply).toMatchObject({ applied: false, requires_restart: true })
})

test('a change that the database has not taken says so', async () => {
  await using admin = startAdmin({}, { saved: false })
  const { body } = await admin.post('/api/proxy/request-timeout', timeout)
  expect(body).toMatchObject({ saved: false, runtime_apply: { applied: true } })
  expect(body.message).toContain('not in the database yet')
})

test('a change that is refused names every fault and is not in the audit', async () => {
  const fault = (path: string) => ({ path, message: 'is wrong', source: 'runtime' })
  const faults = [fault('proxy.request_timeout'), fault('proxy.scheduling.mode')]
  await using admin = startAdmin({ changeSettings: async () => ({ type: 'refused', faults }) })
  const { status, body } = await admin.post('/api/proxy/request-timeout', timeout)
  expect([status, body.error.param]).toEqual([400, 'request_timeout'])
  expect(body.error.message).toMatch(/Nothing was changed.*proxy\.request_timeout.*\n.*mode/)
  expect(admin.audits).toEqual([])
})

test('a change that only does not go with what stands elsewhere is a conflict', async () => {
  const path = 'proxy.request_timeout_of_another'
  const faults = [{ path, message: 'is no known setting', source: 'file config.toml' }]
  await using admin = startAdmin({ changeSettings: async () => ({ type: 'refused', faults }) })
  const { status, body } = await admin.post('/api/proxy/request-timeout', timeout)
  expect([status, body.error]).toMatchObject([409, { param: null, code: 'settings_in_conflict' }])
  expect(body.error.message).toContain('[file config.toml]')
})

test('a change is in the audit: what, by whom, in which request, before and after', async () => {
  await using admin = startAdmin()
  await admin.post('/api/proxy/request-timeout', timeout, { 'x-request-id': 'mine' })
  const now = JSON.stringify({ request_timeout: 120, effective_request_timeout: 120 })
  expect(admin.audits).toEqual([
    {
      action: 'update_proxy_request_timeout',
      user: 'root',
      key: 'admin_key',
      requestId: 'mine',
      before: now,
      after: now,
    },
  ])
})

test.each([
  ['/api/proxy/session-bindings/clear', 'POST', 'clear_session_bindings'],
  ['/api/proxy/rate-limits', 'DELETE', 'clear_rate_limits'],
  ['/api/proxy/rate-limits/openai/one', 'DELETE', 'clear_rate_limits'],
])('%s is in the audit', async (path, method, action) => {
  await using admin = startAdmin()
  await admin.ask(path, { method })
  expect(admin.audits).toMatchObject([{ action, user: 'root', key: 'admin_key' }])
})

test('null takes a change back', async () => {
  await using admin = startAdmin()
  await admin.post('/api/proxy/sticky', { scheduling: { max_wait_seconds: null } })
  expect(admin.patches).toEqual([{ proxy: { scheduling: { max_wait_seconds: null } } }])
})

test('null takes all of the scheduling back', async () => {
  await using admin = startAdmin()
  await admin.post('/api/proxy/sticky', { scheduling: null })
  const scheduling = { mode: null, max_wait_seconds: null, max_waiting: null }
  expect(admin.patches).toEqual([{ proxy: { scheduling } }])
})

test('guardrails are on where nothing is said of it, and as the file says at null', async () => {
  await using admin = startAdmin()
  await admin.post('/api/proxy/compliance', {})
  await admin.post('/api/proxy/compliance', { enabled: null })
  expect(admin.patches).toMatchObject([
    { proxy: { compliance: { enabled: true, max_retry_attempts: null } } },
    { proxy: { compliance: { enabled: null, max_retry_attempts: null } } },
  ])
})

test('a body that is larger than any may be is refused', async () => {
  await using admin = startAdmin()
  const { status } = await admin.post('/api/proxy/sticky', { x: 'x'.repeat(1_000_000) })
  expect(status).toBe(413)
})
