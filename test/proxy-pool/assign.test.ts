import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { seededRandom } from '../../src/actor/index.ts'
import { assign, type Circumstances, type Ways } from '../../src/proxy-pool/assign.ts'
import { strategies, type PoolConfig } from '../../src/proxy-pool/messages.ts'
import { poolConfig, poolProxy, pooledAccount } from '../support/proxy-pool-world.ts'

const circumstances = (over: Partial<Circumstances> = {}): Circumstances => ({
  before: new Map(),
  isHealthy: () => true,
  loads: {},
  random: seededRandom(3),
  turn: 0,
  ...over,
})

const assigned = (config: PoolConfig, over: Partial<Circumstances> = {}) => {
  const { ways, ...counts } = assign(config, circumstances(over))
  return { ...counts, ways: Object.fromEntries(Array.from(ways, ([id, way]) => [id, told(way)])) }
}

const told = (way: ReturnType<Ways['get']>): string => {
  if (way?.type === 'proxy') return way.proxy
  return way?.type === 'blocked' ? `blocked: ${way.reason}` : 'common'
}

const waysOf = (config: PoolConfig, over: Partial<Circumstances> = {}) =>
  assigned(config, over).ways

const sick =
  (...ids: readonly string[]) =>
  (id: string): boolean =>
    !ids.includes(id)

describe('a bound account', () => {
  const config = poolConfig({ accounts: [pooledAccount('a', 'one'), pooledAccount('b')] })

  test('has its proxy, and the others have those that nobody is bound to', () => {
    expect(waysOf(config)).toEqual({ a: 'one', b: 'two' })
  })

  test('goes by another proxy while its own fails, and back when it is well', () => {
    const failing = assign(config, circumstances({ isHealthy: sick('one') }))
    expect(failing.ways.get('a')).toEqual({ type: 'proxy', proxy: 'two' })
    expect(waysOf(config, { before: failing.ways })).toEqual({ a: 'one', b: 'two' })
  })

  test('stays where it is bound without failover, however ill that is', () => {
    const pinned = { ...config, failsOver: false }
    expect(waysOf(pinned, { isHealthy: sick('one') })).toEqual({ a: 'one', b: 'two' })
  })

  test('never goes out by the common proxy or directly', () => {
    expect(waysOf(config, { isHealthy: sick('one', 'two') })).toEqual({
      a: 'blocked: the proxy one has failed its check and no other is to be had',
      b: 'common',
    })
  })

  test.each([
    ['switched off', [poolProxy('one', { isEnabled: false }), poolProxy('two')]],
    ['removed', [poolProxy('two')]],
  ] as const)('whose proxy is %s is blocked without failover, else stood in for', (_, proxies) => {
    const changed = { ...config, proxies }
    expect(waysOf(changed)['a']).toBe('two')
    expect(waysOf({ ...changed, failsOver: false })['a']).toMatch(/^blocked: the proxy one /)
  })
})

describe('an unbound account', () => {
  const accounts = [pooledAccount('a', 'one'), pooledAccount('b', 'two'), pooledAccount('c')]

  test('shares a bound proxy when all are bound, which is counted once', () => {
    const config = poolConfig({ accounts })
    const first = assign(config, circumstances())
    expect([first.ways.get('c'), first.sharedFallbacks]).toEqual([
      { type: 'proxy', proxy: 'one' },
      1,
    ])
    expect(assign(config, circumstances({ before: first.ways })).sharedFallbacks).toBe(0)
  })

  test('does not share where that is not allowed', () => {
    expect(waysOf(poolConfig({ accounts, allowsShared: false }))['c']).toBe('common')
  })

  test('leaves a proxy that somebody is bound to meanwhile, where it may not share', () => {
    const before: Ways = new Map([['b', { type: 'proxy', proxy: 'one' }]])
    const config = poolConfig({
      accounts: [pooledAccount('a', 'one'), pooledAccount('b')],
      allowsShared: false,
    })
    expect(waysOf(config, { before })).toEqual({ a: 'one', b: 'two' })
  })

  test('leaves a proxy whose last place is for one that is bound to it', () => {
    const before: Ways = new Map([['b', { type: 'proxy', proxy: 'one' }]])
    const config = poolConfig({
      proxies: [poolProxy('one', { maxAccounts: 1 }), poolProxy('two')],
      accounts: [pooledAccount('b'), pooledAccount('a', 'one')],
    })
    expect(waysOf(config, { before })).toEqual({ a: 'one', b: 'two' })
  })

  test('is blocked when a proxy is required and none is to be had, which is counted once', () => {
    const config = poolConfig({ accounts, allowsShared: false, requiresProxy: true })
    const first = assign(config, circumstances())
    expect([first.ways.get('c'), first.strictRejections]).toEqual([
      {
        type: 'blocked',
        reason: 'a proxy is required and none is to be had',
        isStrict: true,
      },
      1,
    ])
    expect(assign(config, circumstances({ before: first.ways })).strictRejections).toBe(0)
  })

  test('is blocked when a proxy is required and the pool is off', () => {
    const config = poolConfig({
      accounts: [pooledAccount('a')],
      isEnabled: false,
      requiresProxy: true,
    })
    expect(waysOf(config)).toEqual({ a: 'blocked: a proxy is required and none is to be had' })
  })

  test('goes the common way when the pool is off', () => {
    const config = poolConfig({ accounts: [pooledAccount('a')], isEnabled: false })
    expect(waysOf(config)).toEqual({ a: 'common' })
  })

  test('goes where the fewest requests of other accounts are in flight', () => {
    const config = poolConfig({
      accounts: ['a', 'b', 'c', 'd'].map((id) => pooledAccount(id)),
      strategy: 'least_connections',
    })
    const before: Ways = new Map([
      ['a', { type: 'proxy', proxy: 'one' }],
      ['b', { type: 'proxy', proxy: 'two' }],
      ['c', { type: 'proxy', proxy: 'two' }],
    ])
    expect(waysOf(config, { before, loads: { a: 4 } })['d']).toBe('two')
  })
})

test('a proxy takes as many accounts as it may, and then the next is asked', () => {
  const accounts = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => pooledAccount(id))
  const proxies = [
    poolProxy('one', { maxAccounts: 1 }),
    poolProxy('two', { maxAccounts: 3, priority: 1 }),
  ]
  expect(waysOf(poolConfig({ proxies, accounts }))).toEqual({
    a: 'one',
    b: 'two',
    c: 'two',
    d: 'two',
    e: 'common',
    f: 'common',
  })
})

describe('the turn of round_robin', () => {
  const proxies = ['one', 'two', 'three'].map((id) => poolProxy(id))
  const accounts = ['a', 'b', 'c', 'd', 'e'].map((id) => pooledAccount(id))
  const config = poolConfig({ proxies, accounts: accounts.slice(0, 4), strategy: 'round_robin' })
  const first = assign(config, circumstances())

  test('gives each proxy one account after the other', () => {
    expect(waysOf(config)).toEqual({ a: 'one', b: 'two', c: 'three', d: 'one' })
  })

  test('goes on from where it was for an account that comes later', () => {
    const { ways, turn } = assigned({ ...config, accounts }, { before: first.ways, turn: 4 })
    expect([first.turn, ways['e'], turn]).toEqual([4, 'two', 5])
  })

  test('is not taken by accounts that are bound, or stay', () => {
    const bound = [pooledAccount('a', 'one'), ...accounts.slice(1, 4)]
    const { turn } = assigned({ ...config, accounts: bound }, { before: first.ways, turn: 4 })
    expect(turn).toBe(4)
  })
})

describe('least_connections', () => {
  const manyAccounts = Array.from({ length: 15 }, (_, index) => pooledAccount(`a${index}`))
  const proxies = ['one', 'two', 'three', 'four', 'five'].map((id) => poolProxy(id))

  test('gives each proxy as many accounts while nothing is in flight', () => {
    const config = poolConfig({ proxies, accounts: manyAccounts, strategy: 'least_connections' })
    const users = Object.values(waysOf(config))
    expect(users.toSorted()).toEqual(proxies.flatMap(({ id }) => [id, id, id]).toSorted())
  })

  test('counts requests, not the accounts that have none', () => {
    const accounts = ['a', 'b', 'c', 'd'].map((id) => pooledAccount(id))
    const before: Ways = new Map([
      ['a', { type: 'proxy', proxy: 'one' }],
      ['b', { type: 'proxy', proxy: 'one' }],
      ['c', { type: 'proxy', proxy: 'two' }],
    ])
    const config = poolConfig({ accounts, strategy: 'least_connections' })
    expect(waysOf(config, { before, loads: { c: 1 } })['d']).toBe('one')
  })
})

describe('that no proxy was to be had', () => {
  const accounts = [pooledAccount('a', 'one')]
  const isHealthy = sick('one', 'two')
  const pinned = poolConfig({ accounts, proxies: [], failsOver: false, requiresProxy: true })

  test('is not counted of a bound account while no proxy is required', () => {
    const { strictRejections, ways } = assigned(poolConfig({ accounts }), { isHealthy })
    expect([ways['a']?.startsWith('blocked'), strictRejections]).toEqual([true, 0])
  })

  test('is not counted of one that may use no other, and is as soon as it may', () => {
    const first = assign(pinned, circumstances())
    const { strictRejections } = assigned({ ...pinned, failsOver: true }, { before: first.ways })
    expect([first.strictRejections, strictRejections]).toEqual([0, 1])
  })

  test('is counted as soon as a proxy is required of one that had none before', () => {
    const config = poolConfig({ accounts })
    const first = assign(config, circumstances({ isHealthy }))
    const required = { ...config, requiresProxy: true }
    const { strictRejections } = assigned(required, { isHealthy, before: first.ways })
    expect([first.strictRejections, strictRejections]).toEqual([0, 1])
  })
})

const worlds = fc.record({
  strategy: fc.constantFrom(...strategies),
  failsOver: fc.boolean(),
  allowsShared: fc.boolean(),
  requiresProxy: fc.boolean(),
  limits: fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }),
  sick: fc.array(fc.nat(4)),
  bound: fc.array(fc.option(fc.nat(4)), { maxLength: 8 }),
  seed: fc.nat(),
})

test('whatever happens, no proxy has too many, an ill one none, and nobody moves who could stay', () => {
  fc.assert(
    fc.property(worlds, ({ limits, bound, seed, sick: ill, ...rules }) => {
      const proxies = limits.map((maxAccounts, index) => poolProxy(`p${index}`, { maxAccounts }))
      const room = limits.map((most) => (most === 0 ? Infinity : most))
      const accounts = bound.map((proxy, index) => {
        const has = proxy !== null && (room[proxy] ?? 0) > 0
        if (has) room[proxy] = (room[proxy] ?? 0) - 1
        return pooledAccount(`a${index}`, has ? `p${proxy}` : '')
      })
      const config = poolConfig({ ...rules, proxies, accounts })
      const isHealthy = sick(...ill.map((index) => `p${index}`))
      const first = assign(config, circumstances({ isHealthy, random: seededRandom(seed) }))
      for (const { id, maxAccounts } of proxies) {
        const users = Array.from(first.ways).filter(
          ([, way]) => way.type === 'proxy' && way.proxy === id,
        )
        if (maxAccounts > 0) expect(users.length).toBeLessThanOrEqual(maxAccounts)
        if (rules.failsOver && !isHealthy(id)) expect(users).toEqual([])
      }
      for (const { id, bound: proxy } of accounts)
        if (proxy !== '' || rules.requiresProxy) expect(first.ways.get(id)?.type).not.toBe('common')
      const again = circumstances({ isHealthy, before: first.ways, random: seededRandom(seed + 1) })
      expect(assign(config, again).ways).toEqual(first.ways)
    }),
  )
})
