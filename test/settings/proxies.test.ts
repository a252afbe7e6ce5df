import { describe, expect, test } from 'bun:test'
import type { Layer } from '../../src/settings/layer.ts'
import { resolve } from '../../src/settings/resolve.ts'
import { faultsOf, fileLayer, openai, settingsOf, warningsOf, whereabouts } from './resolved.ts'

const entry = { id: 'p1', url: 'http://127.0.0.1:3128' }

const pooled = (pool: Record<string, unknown>, credential: Record<string, unknown> = {}) => ({
  proxy: { proxy_pool: { enabled: true, proxies: [entry], ...pool } },
  channels: [{ ...openai, credentials: [{ ...openai.credentials[0], ...credential }] }],
})

const withoutPool = (upstream_proxy: Record<string, unknown>) => ({
  proxy: { upstream_proxy },
  channels: [openai],
})

describe('an account', () => {
  const account = 'channels[0].credentials[0]: the account `openai/one`'
  const off = { proxies: [{ ...entry, enabled: false }] }

  test('that gets its proxy from the pool is nothing to warn about', () => {
    expect(warningsOf(pooled({}))).toEqual([])
  })

  test('that goes out directly because no proxy is on is warned about', () => {
    expect(warningsOf(pooled(off))).toEqual([
      `${account} goes out directly: the pool has no proxy for it`,
    ])
  })

  test('that gets no proxy where one is required is warned about', () => {
    expect(warningsOf(pooled({ ...off, require_proxy_for_account_requests: true }))).toEqual([
      `${account} is not served: a proxy is required and the pool has none for it`,
    ])
  })

  test('that may not share what others are bound to is warned about', () => {
    const tree = pooled({ allow_shared_proxy_fallback: false })
    const credentials = [
      { id: 'one', secret: 'a', proxy: 'p1' },
      { id: 'two', secret: 'b' },
    ]
    expect(warningsOf({ ...tree, channels: [{ ...openai, credentials }] })).toEqual([
      'channels[0].credentials[1]: the account `openai/two` goes out directly: the pool has no proxy for it',
    ])
  })

  test('whose proxy is off is warned about, and what becomes of it', () => {
    const proxies = [
      { ...entry, enabled: false },
      { ...entry, id: 'p2' },
    ]
    expect(warningsOf(pooled({ proxies }, { proxy: 'p1' }))).toEqual([
      `${account} goes by another proxy: the proxy p1 is switched off`,
    ])
    expect(warningsOf(pooled({ proxies, auto_failover: false }, { proxy: 'p1' }))).toEqual([
      `${account} is not served: the proxy p1 is switched off`,
    ])
  })
})

describe('the address of a proxy', () => {
  test.each(['http://p:1', 'https://p', 'socks5://p:1080', 'socks5h://p', 'p:3128'])(
    'may be %s',
    (url) => {
      expect(
        settingsOf(pooled({ proxies: [{ id: 'p1', url }] })).proxy.proxy_pool.proxies,
      ).toHaveLength(1)
    },
  )
})

const bindingsOfAdministrator = (account_bindings: Record<string, string>): Layer => ({
  source: { type: 'runtime' },
  form: 'data',
  tree: { proxy: { proxy_pool: { account_bindings } } },
})

describe('a binding', () => {
  const bindings = 'proxy.proxy_pool.account_bindings'

  test('of an account that does not exist is refused', () => {
    expect(faultsOf(pooled({ account_bindings: { 'openai/ome': 'p1' } }))).toEqual([
      {
        path: `${bindings}["openai/ome"]`,
        message: 'names no account',
        got: 'openai/ome',
        near: 'openai/one',
      },
    ])
  })

  test('that an administrator made holds up no edit that takes its account away', () => {
    const layers = [fileLayer(pooled({})), bindingsOfAdministrator({ 'openai/gone': 'gone-too' })]
    const resolution = resolve({ layers, environment: () => undefined, whereabouts })
    expect(resolution).toMatchObject({
      type: 'loaded',
      warnings: [
        {
          path: `${bindings}["openai/gone"]`,
          message: 'binds nothing: `openai/gone` is no account any more',
        },
      ],
    })
  })

  test('that an administrator made is refused where its account would lose its proxy', () => {
    const layers = [fileLayer(pooled({})), bindingsOfAdministrator({ 'openai/one': 'gone' })]
    expect(resolve({ layers, environment: () => undefined, whereabouts })).toMatchObject({
      type: 'refused',
      faults: [{ path: `${bindings}["openai/one"]`, message: 'names no proxy' }],
    })
  })

  test('to a proxy that does not exist is refused', () => {
    expect(faultsOf(pooled({}, { proxy: 'p2' }))).toEqual([
      {
        path: 'channels[0].credentials[0].proxy',
        message: 'names no proxy',
        got: 'p2',
        near: 'p1',
      },
    ])
  })

  test('that a credential contradicts is refused', () => {
    const proxies = [entry, { ...entry, id: 'p2' }]
    const tree = pooled({ proxies, account_bindings: { 'openai/one': 'p2' } }, { proxy: 'p1' })
    expect(faultsOf(tree)).toMatchObject([{ path: 'channels[0].credentials[0].proxy' }])
  })

  test('of the pool is refused while the pool is off: its account would go out directly', () => {
    const tree = pooled({ enabled: false, account_bindings: { 'openai/one': 'p1' } })
    expect(faultsOf(tree)).toEqual([
      {
        path: 'proxy.proxy_pool.account_bindings["openai/one"]',
        message: 'needs `proxy.proxy_pool.enabled = true`',
        got: 'p1',
      },
    ])
  })

  test('of a credential is refused while the pool is off: it would go out directly', () => {
    expect(faultsOf(pooled({ enabled: false }, { proxy: 'p1' }))).toMatchObject([
      {
        path: 'channels[0].credentials[0].proxy',
        message: 'needs `proxy.proxy_pool.enabled = true`',
      },
    ])
  })

  test('beyond what a proxy allows is refused', () => {
    const credentials = ['a', 'b'].map((id) => ({ id, secret: id, proxy: 'p1' }))
    const tree = pooled({ proxies: [{ ...entry, max_accounts: 1 }] })
    expect(faultsOf({ ...tree, channels: [{ id: 'openai', credentials }] })).toMatchObject([
      { path: 'proxy.proxy_pool.proxies[0].max_accounts' },
    ])
  })
})

test('two proxies of one name are refused', () => {
  expect(faultsOf(pooled({ proxies: [entry, entry] }))).toMatchObject([
    { path: 'proxy.proxy_pool.proxies[1].id' },
  ])
})

test('a common proxy that is on needs an address', () => {
  expect(faultsOf(withoutPool({ enabled: true }))).toMatchObject([
    { path: 'proxy.upstream_proxy.url' },
  ])
})

describe('a user and a password', () => {
  const faultsWith = (url: string, username: string, password = 'p') =>
    faultsOf(pooled({ proxies: [{ ...entry, url, auth: { username, password } }] }))

  test('that no proxy could be told are a fault', () => {
    expect(faultsWith('http://127.0.0.1:3128', 'team:one')).toEqual([
      {
        path: 'proxy.proxy_pool.proxies[0].auth.username',
        message: 'must not hold a `:`, which ends a user of Basic authentication',
      },
    ])
    expect(faultsWith('socks5://127.0.0.1:1080', 'u'.repeat(256), 'é'.repeat(128))).toEqual([
      {
        path: 'proxy.proxy_pool.proxies[0].auth.username',
        message: 'must be of at most 255 bytes for a SOCKS proxy',
      },
      {
        path: 'proxy.proxy_pool.proxies[0].auth.password',
        message: 'must be of at most 255 bytes for a SOCKS proxy',
      },
    ])
  })

  test('are right where the kind of proxy takes them', () => {
    expect(faultsWith('socks5://127.0.0.1:1080', 'team:one', 'p'.repeat(255))).toEqual([])
    expect(faultsWith('http://127.0.0.1:3128', 'team', 'p'.repeat(300))).toEqual([])
  })
})
