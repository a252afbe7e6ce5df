import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { adminKey, openWorld, type World } from '../support/relay-world.ts'

const proxies = [{ id: 'p', url: 'http://127.0.0.1:9' }]

let world: World
beforeAll(async () => {
  world = await openWorld({
    tree: {
      global: { enable_admin_api: true },
      proxy: { proxy_pool: { enabled: true, proxies } },
    },
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = async (route: string, body?: string) => {
  const [method = '', path = ''] = route.split(' ')
  const response = await fetch(`${world.url}/api/proxy/${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}` },
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, body: await response.json() }
}

/** All that a change could have changed: settings with their layers, and what else is told of them. */
const stateOf = async () => {
  const response = await fetch(`${world.url}/api/config`, {
    headers: { authorization: `Bearer ${adminKey}` },
  })
  const reads = ['sticky', 'request-timeout', 'compliance', 'pool/config', 'preferred-account']
  const told = await Promise.all(reads.map(async (path) => (await ask(`GET ${path}`)).body))
  return [await response.json(), ...told]
}

const deep = (open: string, close: string): string =>
  `{"scheduling":{"mode":${open.repeat(100_000)}1${close.repeat(100_000)}}}`

const changing = [
  'POST sticky',
  'POST request-timeout',
  'POST compliance',
  'POST preferred-account',
  'POST pool/strategy',
  'POST pool/runtime',
  'POST pool/bind',
  'POST pool/unbind',
  'POST pool/proxies',
  'PATCH pool/proxies/p',
  'PUT pool/proxies/p',
]

describe('a body that is none of a route', () => {
  test.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['a list', '[{"enabled":true}]'],
    ['a text', '"enabled"'],
    ['bytes that are no text', '\u00ff\u0000\u0001'],
    ['lists in lists', deep('[', ']')],
    ['objects in objects', deep('{"a":', '}')],
    ['a prototype', '{"__proto__":{"enabled":true,"strategy":"random"}}'],
    ['the name of what every object has', '{"constructor":{"prototype":{"enabled":true}}}'],
    ['another of these', '{"toString":"random"}'],
    ['a name that is very long', `{"${'x'.repeat(100_000)}":1}`],
  ])('(%s) is refused at each, shortly, and changes nothing', async (_, body) => {
    const before = await stateOf()
    for (const route of changing) {
      const refused = await ask(route, body)
      expect([route, refused.status, typeof refused.body.error.code]).toEqual([
        route,
        400,
        'string',
      ])
      expect(JSON.stringify(refused.body).length).toBeLessThan(1_000)
    }
    expect(await stateOf()).toEqual(before)
  })
})

describe('a change of which a part is wrong', () => {
  test.each([
    ['POST sticky', { persist_session_bindings: false, scheduling: { max_wait_seconds: 1.5 } }],
    ['POST sticky', { persist_session_bindings: {}, scheduling: { mode: 'cache_first' } }],
    ['POST sticky', { persistSessionBindings: false, scheduling: { mode: ['cache_first'] } }],
    ['POST sticky', { persistSessionBindings: false, scheduling: { __proto__x: 1 } }],
    ['POST request-timeout', { request_timeout: '45' }],
    ['POST request-timeout', { request_timeout: {} }],
    ['POST request-timeout', { request_timeout: [45] }],
    ['POST request-timeout', { request_timeout: true }],
    ['POST compliance', { max_retry_attempts: 7, risk_statuses: [429, 'x'] }],
    ['POST compliance', { enabled: true, max_account_concurrency: -1 }],
    ['POST compliance', { enabled: true, max_account_concurrency: 0 }],
    ['POST pool/strategy', { strategy: 7 }],
    ['POST pool/strategy', { strategy: '__proto__' }],
    ['POST pool/runtime', { auto_failover: false, health_check_interval: 0 }],
    ['POST pool/runtime', { auto_failover: 'false' }],
    ['POST pool/bind', { accountId: 'openai/one', proxyId: ['p'] }],
    ['POST pool/bind', { accountId: { toString: 'openai/one' }, proxyId: 'p' }],
    ['POST preferred-account', { accountId: 7 }],
    ['POST pool/proxies', { id: 'q', url: 'http://127.0.0.1:9', tags: 'eu' }],
    ['POST pool/proxies', { id: 'q', url: 'http://127.0.0.1\n:9' }],
    ['POST pool/proxies', { id: 'q', url: 'http://127.0.0.1:9', health_check_url: 'file:///etc' }],
    ['POST pool/proxies', { id: 'q', url: 'javascript:alert(1)' }],
    ['POST pool/proxies', { id: 'a\nb', url: 'http://127.0.0.1:9' }],
    ['POST pool/proxies', { id: 'x'.repeat(129), url: 'http://127.0.0.1:9' }],
    ['POST pool/proxies', { id: {}, url: 'http://127.0.0.1:9' }],
    ['PATCH pool/proxies/p', { name: 'P', max_accounts: -1 }],
    ['PATCH pool/proxies/p', { name: 'P', url: null }],
    ['PATCH pool/proxies/p', { name: 'P', url: {} }],
    ['PATCH pool/proxies/p', { enabled: false, id: 'q' }],
  ])('is refused as a whole: %s %j', async (route, body) => {
    const before = await stateOf()
    const refused = await ask(route, JSON.stringify(body))
    expect([refused.status, refused.body.error.param]).toEqual([400, expect.any(String)])
    expect(await stateOf()).toEqual(before)
  })

  test('is refused where a number is larger than any', async () => {
    const refused = await ask('POST sticky', '{"scheduling":{"max_wait_seconds":1e999}}')
    expect([refused.status, refused.body.error.param]).toEqual([400, 'scheduling.max_wait_seconds'])
  })
})

test('a proxy may be called as what every object has', async () => {
  for (const id of ['__proto__', 'constructor']) {
    const proxy = { id, url: 'http://127.0.0.1:9' }
    expect((await ask('POST pool/proxies', JSON.stringify(proxy))).status).toBe(200)
    const binding = { accountId: 'openai/one', proxyId: id }
    const bound = await ask('POST pool/bind', JSON.stringify(binding))
    expect(bound.body.account_bindings).toEqual({ 'openai/one': id })
    expect((await ask(`POST pool/proxies/${id}/test`)).body).toMatchObject({ is_healthy: false })
    await ask('POST pool/unbind', JSON.stringify({ accountId: 'openai/one' }))
    expect((await ask(`DELETE pool/proxies/${id}`)).body.proxies).toHaveLength(1)
  }
})

test('a body of more than a mebibyte is refused, whatever others may send', async () => {
  const refused = await ask('POST sticky', JSON.stringify({ x: 'x'.repeat(1_048_576) }))
  expect([refused.status, refused.body.error.message]).toEqual([
    413,
    'The body is larger than 1048576 bytes, the most that a route below /api takes.',
  ])
})
