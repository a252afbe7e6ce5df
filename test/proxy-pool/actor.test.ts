import { describe, expect, test } from 'bun:test'
import {
  direct,
  openProxyPoolWorld,
  poolConfig,
  pooledAccount,
  poolProxy,
} from '../support/proxy-pool-world.ts'
import { config, one, two } from './pool.ts'

describe('the scheduler', () => {
  test('is told every way at the start, with user and password, and none a second time', async () => {
    const proxies = [poolProxy('one', { username: 'u', password: 'p' }), poolProxy('two')]
    const world = await openProxyPoolWorld({ ...config, proxies })
    await world.reconfigure({ ...config, proxies })
    expect(world.told).toEqual([
      {
        account: 'a',
        blocked: '',
        egress: { proxyUrl: one, proxyUsername: 'u', proxyPassword: 'p' },
      },
      { account: 'b', blocked: '', egress: { ...direct, proxyUrl: two } },
    ])
  })

  test('hears of an account that was gone and has come again', async () => {
    const world = await openProxyPoolWorld(config)
    await world.reconfigure({ ...config, accounts: [] })
    await world.reconfigure(config)
    expect(world.told.map(({ account }) => account)).toEqual(['a', 'b', 'a', 'b'])
  })

  describe('before it has said who is free', () => {
    const pool = poolConfig({
      accounts: [pooledAccount('a')],
      proxies: [poolProxy('one')],
      strategy: 'least_connections',
    })

    test('hears of an account that was gone and has come again', async () => {
      const world = await openProxyPoolWorld(pool, null)
      await world.advance(1_000)
      await world.reconfigure({ ...pool, accounts: [] })
      await world.reconfigure(pool)
      await world.advance(1_000)
      expect(world.told.map(({ account }) => account)).toEqual(['a', 'a'])
    })

    test('hears nothing of an account that is gone, whatever bridge is opened', async () => {
      const world = await openProxyPoolWorld(pool, null)
      await world.advance(1_000)
      const common = { ...direct, proxyUrl: 'socks5h://common.test' }
      await world.reconfigure({ ...pool, common, accounts: [] })
      expect([world.bridges.length, world.told.length]).toEqual([1, 1])
    })
  })

  test('hears of another password of the same proxy', async () => {
    const world = await openProxyPoolWorld(config)
    const proxies = [poolProxy('one', { username: 'u', password: 'q' }), poolProxy('two')]
    await world.reconfigure({ ...config, proxies })
    expect(world.told.slice(2)).toMatchObject([{ account: 'a', egress: { proxyPassword: 'q' } }])
  })
})

test('the log hears of every way that changes: by which proxy, by none, or why nowhere', async () => {
  const [ill] = [{ ...config, proxies: [], failsOver: false }]
  const world = await openProxyPoolWorld(config)
  await world.reconfigure(ill)
  expect(world.news).toEqual([
    { type: 'way-changed', account: 'a', proxy: 'one', blocked: '' },
    { type: 'way-changed', account: 'b', proxy: 'two', blocked: '' },
    { type: 'way-changed', account: 'a', proxy: '', blocked: 'the proxy one does not exist' },
    { type: 'way-changed', account: 'b', proxy: '', blocked: '' },
  ])
})

describe('an edit', () => {
  const accounts = ['a', 'b', 'c', 'd'].map((id) => pooledAccount(id))

  test('goes on with the turn of round_robin', async () => {
    const proxies = ['one', 'two', 'three'].map((id) => poolProxy(id))
    const pool = poolConfig({ proxies, strategy: 'round_robin', accounts: accounts.slice(0, 2) })
    const world = await openProxyPoolWorld(pool)
    await world.reconfigure({ ...pool, accounts })
    const three = 'http://three.test:3128'
    expect(world.ways()).toEqual({ a: one, b: two, c: three, d: one })
  })

  test('adds to what was counted since the start', async () => {
    const pool = poolConfig({
      proxies: [poolProxy('one', { maxAccounts: 2 })],
      accounts: [pooledAccount('z', 'one'), ...accounts.slice(0, 2)],
      requiresProxy: true,
    })
    const world = await openProxyPoolWorld(pool)
    const before = await world.view()
    const more = { ...pool, proxies: [poolProxy('one', { maxAccounts: 3 })] }
    await world.reconfigure({ ...more, accounts: [pooledAccount('z', 'one'), ...accounts] })
    const after = await world.view()
    expect(
      [before, after].map((view) => [view.sharedFallbackSelections, view.strictRejections]),
    ).toEqual([
      [1, 1],
      [2, 3],
    ])
    const reason = 'a proxy is required and none is to be had'
    expect(after.blocked).toEqual({ c: reason, d: reason })
  })

  test('that leaves a proxy as it was leaves what is known of it, and checks nothing anew', async () => {
    const world = await openProxyPoolWorld(config)
    await world.endCheck(one, 'gone')
    const proxies = [poolProxy('one', { priority: 4, name: 'One' }), poolProxy('two')]
    await world.reconfigure({ ...config, proxies })
    expect([world.ways()['a'], world.checks.length]).toEqual([two, 2])
  })
})

test.each([
  [{ a: 3 }, two],
  [{ b: 3 }, one],
])('who has the fewest requests in flight is asked of the scheduler: %j', async (loads, way) => {
  const accounts = [pooledAccount('a', 'one'), pooledAccount('b', 'two'), pooledAccount('c')]
  const pool = poolConfig({ accounts, strategy: 'least_connections' })
  const world = await openProxyPoolWorld(pool, loads)
  expect(world.ways()['c']).toBe(way)
})

test('the pool tells who goes by which proxy, and with how many requests', async () => {
  const world = await openProxyPoolWorld(config, { a: 2 })
  expect((await world.view()).proxies).toMatchObject([
    { id: 'one', accounts: ['a'], openConnections: 2, checkedAt: 0, isHealthy: true },
    { id: 'two', accounts: ['b'], openConnections: 0 },
  ])
})
