import { describe, expect, test } from 'bun:test'
import {
  direct,
  openProxyPoolWorld,
  poolConfig,
  pooledAccount,
  poolProxy,
} from '../support/proxy-pool-world.ts'
import { two } from './pool.ts'

describe('a SOCKS proxy', () => {
  const socks = poolProxy('one', { url: 'socks5://one.test:1080', username: 'u', password: 'p' })
  const pool = poolConfig({ proxies: [socks], accounts: [pooledAccount('a')] })

  test('is reached over a bridge, by accounts and checks, and nobody is told before that is open', async () => {
    const world = await openProxyPoolWorld(pool)
    expect(world.told.map(({ egress }) => egress.proxyUrl)).toEqual(['http://127.0.0.1:1'])
    expect(world.checks.map(({ target }) => target.egress.proxyUrl)).toEqual(['http://127.0.0.1:1'])
    expect(world.bridges).toMatchObject([
      { proxy: { proxyUrl: socks.url, proxyUsername: 'u', proxyPassword: 'p' } },
    ])
  })

  test('keeps its bridge while it is the same, which takes nothing new when it is removed', async () => {
    const world = await openProxyPoolWorld(pool)
    await world.reconfigure({ ...pool, proxies: [{ ...socks, priority: 4 }] })
    const before = world.bridges.map(({ isRetired }) => isRetired)
    await world.reconfigure({ ...pool, proxies: [] })
    expect([before, world.bridges.map(({ isRetired }) => isRetired)]).toEqual([[false], [true]])
  })

  test('has its account go nowhere, rather than directly as before, until its bridge is open', async () => {
    const world = await openProxyPoolWorld({ ...pool, proxies: [] })
    await world.reconfigure({ ...pool, accounts: [pooledAccount('a', 'one')] })
    expect(world.told.map(({ blocked, egress }) => blocked || egress.proxyUrl)).toEqual([
      '',
      'its way out is being opened',
      'http://127.0.0.1:1',
    ])
  })

  test('is waited for by its account where that is, by another proxy or nowhere', async () => {
    const accounts = [pooledAccount('a', 'one'), pooledAccount('b', 'two')]
    const before = { ...pool, proxies: [poolProxy('two')], accounts }
    const world = await openProxyPoolWorld({ ...before, failsOver: false })
    await world.reconfigure({
      ...before,
      proxies: [socks, poolProxy('two')],
      accounts: accounts.map(({ id }) => pooledAccount(id, 'one')),
    })
    expect(world.told.map(({ blocked, egress }) => blocked || egress.proxyUrl)).toEqual([
      'the proxy one does not exist',
      two,
      'http://127.0.0.1:1',
      'http://127.0.0.1:1',
    ])
  })

  test('that comes in the place of another sends nobody out directly while loads are asked for', async () => {
    const rules = { strategy: 'least_connections', requiresProxy: true } as const
    const world = await openProxyPoolWorld({ ...pool, ...rules, proxies: [poolProxy('two')] }, null)
    await world.advance(1_000)
    await world.reconfigure({ ...pool, ...rules })
    const meanwhile = world.ways()
    await world.advance(1_000)
    expect([meanwhile, world.ways()]).toEqual([{ a: two }, { a: 'http://127.0.0.1:1' }])
  })

  test('whose bridge cannot be opened is tried again', async () => {
    const world = await openProxyPoolWorld(
      { ...pool, accounts: [pooledAccount('a', 'one')] },
      {},
      2,
    )
    const [before] = (await world.view()).proxies
    await world.advance(11_000)
    await world.endCheck('http://127.0.0.1:1')
    expect([before, world.ways()]).toMatchObject([
      {
        isHealthy: false,
        latencyMs: null,
        error: 'the bridge to its SOCKS proxy cannot be opened: EMFILE',
      },
      { a: 'http://127.0.0.1:1' },
    ])
  })

  test('may be the common one of all accounts', async () => {
    const common = { ...direct, proxyUrl: 'socks5h://common.test' }
    const world = await openProxyPoolWorld({ ...pool, isEnabled: false, common })
    expect(world.ways()).toEqual({ a: 'http://127.0.0.1:1' })
  })

  test('has its bridge closed with the pool', async () => {
    const world = await openProxyPoolWorld(pool)
    const before = world.bridges.map(({ isClosed }) => isClosed)
    await world.stop()
    expect([before, world.bridges.map(({ isClosed }) => isClosed)]).toEqual([[false], [true]])
  })
})
