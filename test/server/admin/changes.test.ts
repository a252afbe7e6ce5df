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

test('a change of what this version does not use says that it has no effect', async () => {
  const described = { value: 45, source: 'runtime', isUsed: false }
  const describeSettings = () => new Map([['proxy.request_timeout', described]])
  await using admin = startAdmin({ describeSettings })
  const { body } = await admin.post('/api/proxy/request-timeout', timeout)
  expect(body).toMatchObject({
    message: 'proxy.request_timeout has no effect in this version.',
    runtime_apply: { applied: false, requires_restart: false },
  })
})

test('a change that holds says so', async () => {
  await using admin = startAdmin()
  const { body } = await admin.post('/api/proxy/request-timeout', timeout)
  expect(body).toMatchObject({ saved: true, message: 'It holds from now on.' })
})

const sticky = '/api/proxy/sticky'
const proxies = '/api/proxy/pool/proxies'

test.each<[string, object, string, string]>([
  [sticky, { persistSessionBindings: 1, scheduling: { mode: 'x' } }, 'scheduling.mode', ''],
  [sticky, { persistSessionBindings: true, scheduling: {} }, 'scheduling', ''],
  [sticky, { persistSessionBindings: true, scheduling: {} }, 'scheduling.mode', ''],
  [sticky, { scheduling: null }, 'scheduling.mode', ''],
  ['/api/proxy/compliance', { riskStatuses: [1, 'x'] }, 'risk_statuses[1]', 'compliance.'],
  [proxies, { id: 'p', url: 'x' }, 'url', 'proxy_pool.proxies[0].'],
])('a fault of %s in %j is told of its field, %s', async (path, sent, param, within) => {
  const faults = [{ path: `proxy.${within}${param}`, message: 'is wrong', source: 'runtime' }]
  await using admin = startAdmin({ changeSettings: async () => ({ type: 'refused', faults }) })
  const { status, body } = await admin.post(path, sent)
  expect([status, body.error]).toMatchObject([400, { param, code: 'invalid_settings' }])
})

test('a fault of another entry of a list that was sent is told by its whole path', async () => {
  const path = 'proxy.proxy_pool.proxies[7].url'
  const faults = [{ path, message: 'is wrong', source: 'runtime' }]
  await using admin = startAdmin({ changeSettings: async () => ({ type: 'refused', faults }) })
  const { status, body } = await admin.post(proxies, { id: 'p', url: 'http://192.0.2.1:1' })
  expect([status, body.error.param]).toEqual([400, path])
})

test('a body of spaces is one without fields', async () => {
  await using admin = startAdmin()
  const { status } = await admin.ask('/api/proxy/compliance', { method: 'POST', body: ' \n' })
  expect(status).toBe(200)
})

test.each([
  [8, 'a', 'is no field of this route'],
  [9, null, 'nested more than 8 levels deep'],
  [9_000, null, 'nested more than 8 levels deep'],
])('a body of %i levels is refused for what it is', async (levels, param, words) => {
  const [open, close] = ['{"a":[', ']}'].map((end) => end.repeat(levels / 2))
  const odd = levels % 2 === 1
  await using admin = startAdmin()
  const body = `${open}${odd ? '{}' : '1'}${close}`
  const refused = await admin.ask(sticky, { method: 'POST', body })
  expect([refused.status, refused.body.error.param]).toEqual([400, param])
  expect(refused.body.error.message).toContain(words)
})

test.each([
  [{ scheduling: { moed: 'balance' } }, 'scheduling.moed', 'Did you mean "mode"?'],
  [{ zzzzzzzz: 1 }, 'zzzzzzzz', 'Known: persist_session_bindings, scheduling.'],
  [
    { persistSessionBindings: true, persist_session_bindings: true },
    'persist_session_bindings',
    '"persist_session_bindings" is given twice.',
  ],
])('a field that is none, as in %j, is named', async (sent, param, words) => {
  await using admin = startAdmin()
  const { status, body } = await admin.post(sticky, sent)
  expect([status, body.error.param, admin.patches]).toEqual([400, param, []])
  expect(body.error.message).toContain(words)
})

test('where a route takes no body, whatever is sent as one is not read', async () => {
  await using admin = startAdmin()
  const { status } = await admin.ask('/api/proxy/rate-limits', { method: 'DELETE', body: '{' })
  expect(status).toBe(200)
})

test.each(['null', '[1]', '"x"', '3', '{', '{"a":"\\ud800'])(
  'a body that is no table, %s, is refused',
  async (body) => {
    await using admin = startAdmin()
    const refused = await admin.ask('/api/proxy/compliance', { method: 'POST', body })
    expect([refused.status, refused.body.error.param, admin.patches]).toEqual([400, null, []])
  },
)

test.each([null, [1], 'x', 3])('a table in a table that is none, %j, is named', async (auth) => {
  await using admin = startAdmin()
  const { status, body } = await admin.post(proxies, { id: 'p', url: 'http://192.0.2.1:1', auth })
  expect([status, body.error?.param]).toEqual(auth === null ? [200, undefined] : [400, 'auth'])
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
  ['sticky', { persist_session_bindings: false }, 'update_proxy_sticky'],
  ['compliance', {}, 'update_proxy_compliance'],
  ['pool/strategy', { strategy: 'random' }, 'update_proxy_pool_strategy'],
  ['pool/runtime', { enabled: true }, 'update_proxy_pool_runtime'],
])('a change of %s by %j is in the audit by its name', async (path, sent, action) => {
  await using admin = startAdmin()
  expect((await admin.post(`/api/proxy/${path}`, sent)).status).toBe(200)
  expect(admin.audits).toMatchObject([{ action, user: 'root' }])
})

test('limits are changed although nobody tells what they have counted', async () => {
  await using admin = startAdmin({ guardrails: async () => undefined })
  const { status, body } = await admin.post('/api/proxy/compliance', { risk_statuses: [429] })
  expect([status, Object.keys(body.compliance), admin.patches.length]).toEqual([200, ['config'], 1])
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
