import { describe, expect, test } from 'bun:test'
import { declaredAccounts } from '../../src/settings/accounts.ts'
import { egressOf } from '../../src/settings/egress-of.ts'
import { faultsOf, openai, settingsOf, warningsOf } from './resolved.ts'

const entry = { id: 'p1', url: 'http://127.0.0.1:3128' }

const pooled = (pool: Record<string, unknown>, credential: Record<string, unknown> = {}) => ({
  proxy: { proxy_pool: { enabled: true, proxies: [entry], ...pool } },
  channels: [{ ...openai, credentials: [{ ...openai.credentials[0], ...credential }] }],
})

const egressIn = (tree: unknown) => {
  const settings = settingsOf(tree)
  return declaredAccounts(settings).map((account) => egressOf(settings, account))
}

const withoutPool = (upstream_proxy: Record<string, unknown>) => ({
  proxy: { upstream_proxy },
  channels: [openai],
})

describe('an account', () => {
  test('goes out directly when nothing is said', () => {
    expect(egressIn({ channels: [openai] })).toEqual([{ type: 'direct' }])
  })

  test('goes through the proxy its credential names', () => {
    expect(egressIn(pooled({}, { proxy: 'p1' }))).toEqual([{ type: 'proxy', ...entry }])
  })

  test('goes through the proxy a binding names', () => {
    const tree = pooled({ account_bindings: { 'openai/one': 'p1' } })
    expect(egressIn(tree)).toEqual([{ type: 'proxy', ...entry }])
  })

  test('without a proxy of its own uses the common one', () => {
    const tree = withoutPool({ enabled: true, url: 'http://127.0.0.1:1' })
    expect(egressIn(tree)).toEqual([{ type: 'proxy', id: '', url: 'http://127.0.0.1:1' }])
  })

  test('is blocked when its proxy is switched off', () => {
    const tree = pooled({ proxies: [{ ...entry, enabled: false }] }, { proxy: 'p1' })
    expect(egressIn(tree)).toEqual([{ type: 'blocked', reason: 'the proxy p1 is switched off' }])
  })

  test('without a proxy is blocked when one is required, though there is a common one', () => {
    const tree = pooled({ require_proxy_for_account_requests: true })
    const common = { upstream_proxy: { enabled: true, url: 'http://127.0.0.1:1' } }
    expect(egressIn({ ...tree, proxy: { ...tree.proxy, ...common } })).toEqual([
      { type: 'blocked', reason: 'a proxy is required and the account has none' },
    ])
  })

  test('that goes out directly beside a pool is warned about', () => {
    expect(warningsOf(pooled({}))).toEqual([
      'channels[0].credentials[0]: the account `openai/one` is bound to no proxy and goes out directly',
    ])
  })
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
