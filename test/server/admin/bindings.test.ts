import { describe, expect, test } from 'bun:test'
import type { Operator } from '../../../src/server/admin/index.ts'
import type { Settings } from '../../../src/settings/index.ts'
import { openai, settingsOf } from '../../settings/resolved.ts'
import { startAdmin } from './scripted-operator.ts'

const url = 'http://192.0.2.1:1'
const both = [
  { id: 'frankfurt', url },
  { id: 'paris', url, max_accounts: 1 },
]

const settingsWith = (pool: object, own = {}): Settings =>
  settingsOf({
    channels: [
      {
        ...openai,
        credentials: [
          { id: 'one', secret: 'sk-1', ...own },
          { id: 'two', secret: 'sk-2' },
        ],
      },
    ],
    proxy: { proxy_pool: { enabled: true, proxies: both, ...pool } },
  })

const open = (settings: Settings, over: Partial<Operator> = {}) =>
  startAdmin({ settings: () => settings, ...over })

const bind = '/api/proxy/pool/bind'
const unbind = '/api/proxy/pool/unbind'
const one = { accountId: 'openai/one' }
const frankfurt = { ...one, proxyId: 'frankfurt' }
const bound = { account_bindings: { 'openai/one': 'frankfurt' } }

type Refusal = readonly [sent: object, pool: object, answer: readonly unknown[], words: string]

const refusals: readonly Refusal[] = [
  [
    { ...frankfurt, accountId: 'openai/oen' },
    {},
    [404, 'account_not_found', 'accountId'],
    'There is no account "openai/oen". Near it: openai/one',
  ],
  [
    { ...frankfurt, accountId: 'zzzzzzzzzzz' },
    {},
    [404, 'account_not_found', 'accountId'],
    'Accounts are named "channel/credential".',
  ],
  [
    { ...one, proxyId: 'frankfrut' },
    {},
    [404, 'proxy_not_found', 'proxyId'],
    'There is no proxy "frankfrut". Near it: frankfurt.',
  ],
  [
    { ...one, proxyId: 'zzzzzz' },
    {},
    [404, 'proxy_not_found', 'proxyId'],
    'Known: frankfurt, paris.',
  ],
  [frankfurt, { proxies: [] }, [404, 'proxy_not_found', 'proxyId'], 'Known: none.'],
  [frankfurt, { enabled: false }, [409, 'proxy_pool_is_off', null], '{"enabled": true}'],
  [
    { ...one, proxyId: 'paris' },
    { account_bindings: { 'openai/two': 'paris' } },
    [409, 'proxy_is_full', null],
    'The proxy "paris" takes 1 accounts and has them.',
  ],
  [
    { proxyId: 'frankfurt' },
    {},
    [400, 'invalid_field', 'accountId'],
    '"accountId" must be a string that is not empty.',
  ],
  [
    { ...frankfurt, proxyId: '' },
    {},
    [400, 'invalid_field', 'proxyId'],
    '"proxyId" must be a string that is not empty.',
  ],
  [
    { ...frankfurt, proxy: 'x' },
    {},
    [400, 'invalid_field', 'proxy'],
    '"proxy" is no field of this route.',
  ],
]

describe('who cannot be bound', () => {
  test.each(refusals)('hears why: %j, %j', async (sent, pool, answer, words) => {
    await using admin = open(settingsWith(pool))
    const { status, body } = await admin.post(bind, sent)
    expect([status, body.error.code, body.error.param]).toEqual([...answer])
    expect(body.error.message).toContain(words)
    expect([admin.patches, admin.audits]).toEqual([[], []])
  })

  test('is who has its proxy from its credential, to any other', async () => {
    await using admin = open(settingsWith({}, { proxy: 'paris' }))
    const { status, body } = await admin.post(bind, frankfurt)
    expect([status, body.error.code]).toEqual([409, 'bound_elsewhere'])
    expect(body.error.message).toContain('"openai/one" stays bound to "paris"')
    expect((await admin.post(bind, { ...one, proxyId: 'paris' })).status).toBe(200)
  })
})

describe('an account is bound', () => {
  test.each([
    ['to a proxy with room', {}, frankfurt],
    [
      'to a proxy whose one place it has',
      { account_bindings: { 'openai/one': 'paris' } },
      { ...one, proxyId: 'paris' },
    ],
    [
      'to a proxy while others are bound to others',
      { account_bindings: { 'openai/two': 'frankfurt' } },
      { ...one, proxyId: 'paris' },
    ],
    ['by gephyr’s other names', {}, { account_id: 'openai/one', proxy_id: 'paris' }],
  ])('%s', async (_, pool, sent) => {
    await using admin = open(settingsWith(pool))
    const { status, body } = await admin.post(bind, sent)
    expect([status, body.runtime_apply.policy]).toEqual([200, 'hot_applied_when_safe'])
    const account_bindings = { 'openai/one': Object.values(sent)[1] }
    expect(admin.patches).toEqual([{ proxy: { proxy_pool: { account_bindings } } }])
    expect(admin.audits).toMatchObject([{ action: 'bind_proxy' }])
  })

  test('and told so, whether in the file, by its credential or not at all', async () => {
    const pool = { account_bindings: { 'openai/two': 'frankfurt' } }
    await using admin = open(settingsWith(pool, { proxy: 'paris' }))
    const read = async (path: string) => (await admin.ask(`/api/proxy/pool/${path}`)).body
    expect(await read('bindings')).toEqual({ 'openai/one': 'paris', 'openai/two': 'frankfurt' })
    expect(await read('binding/openai/two')).toBe('frankfurt')
    await using half = open(settingsWith(pool))
    const { body } = await half.ask('/api/proxy/metrics')
    expect(body.proxy_pool.account_bindings_count).toBe(1)
    await using none = open(settingsWith({}))
    expect((await none.ask('/api/proxy/pool/binding/openai/two')).body).toBeNull()
    const unknown = await none.ask('/api/proxy/pool/binding/openai/towo')
    expect([unknown.status, unknown.body.error.param]).toEqual([404, null])
  })
})

describe('a binding is taken back', () => {
  const patch = { proxy: { proxy_pool: { account_bindings: { 'openai/one': null } } } }

  test('and it is a conflict when the configuration says it still', async () => {
    await using admin = open(settingsWith(bound))
    const { status, body } = await admin.post(unbind, one)
    expect([status, body.error.code, admin.patches]).toEqual([409, 'bound_elsewhere', [patch]])
  })

  test.each([
    ['none', {}],
    ['another', { account_bindings: { 'openai/one': 'paris' } }],
  ])('and shown is what holds then: %s', async (_, after) => {
    let settings = settingsWith(bound)
    await using admin = startAdmin({
      settings: () => settings,
      changeSettings: async () => {
        settings = settingsWith(after)
        return { type: 'changed', saved: true, changed: [], requiresRestart: [], overruled: [] }
      },
    })
    const { status, body } = await admin.post(unbind, one)
    const { account_bindings = {} }: { account_bindings?: object } = after
    expect([status, body.account_bindings]).toEqual([200, account_bindings])
    expect(body.runtime_apply.policy).toBe('hot_applied_when_safe')
    expect(admin.audits).toMatchObject([{ action: 'unbind_proxy' }])
  })

  test.each([
    [{ accountId: 'openai/oen' }, 404, 'accountId'],
    [{}, 400, 'accountId'],
    [{ account: 'openai/one' }, 400, 'account'],
  ])('of nobody: %j', async (sent, status, param) => {
    await using admin = open(settingsWith(bound))
    const refused = await admin.post(unbind, sent)
    expect([refused.status, refused.body.error.param, admin.patches]).toEqual([status, param, []])
  })

  test('but not where the change is refused', async () => {
    const faults = [{ path: 'proxy', message: 'is wrong', source: 'runtime' }]
    const changeSettings = async () => ({ type: 'refused', faults }) as const
    await using admin = open(settingsWith(bound), { changeSettings })
    const { body } = await admin.post(unbind, one)
    expect(body.error.code).toBe('settings_in_conflict')
  })
})
