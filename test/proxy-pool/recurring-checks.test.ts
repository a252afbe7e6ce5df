import { describe, expect, test } from 'bun:test'
import {
  direct,
  openProxyPoolWorld,
  poolConfig,
  pooledAccount,
  poolProxy,
} from '../support/proxy-pool-world.ts'
import { config, one, two } from './pool.ts'

describe('a proxy that fails its check', () => {
  test('is left by its accounts, and has those back who are bound to it when it works', async () => {
    const world = await openProxyPoolWorld(config)
    await world.endCheck(one, 'gone')
    const meanwhile = world.ways()
    await world.advance(config.checkEveryMs * 1.2)
    await world.endCheck(one)
    expect([meanwhile, world.ways()]).toEqual([
      { a: two, b: two },
      { a: one, b: two },
    ])
  })

  test('is told of once, and again when it works', async () => {
    const world = await openProxyPoolWorld(config)
    for (const error of ['gone', 'gone', '']) {
      await world.endCheck(one, error)
      await world.advance(config.checkEveryMs * 1.2)
    }
    expect(world.news.filter(({ type }) => type === 'proxy-changed')).toEqual([
      { type: 'proxy-changed', proxy: 'one', isHealthy: false, error: 'gone' },
      { type: 'proxy-changed', proxy: 'one', isHealthy: true, error: '' },
    ])
  })

  test.each([
    { url: 'http://new.test:1' },
    { username: 'another' },
    { password: 'another' },
    { checkUrl: 'http://check.test' },
  ])('counts as working again, and is checked, when it has another %j', async (change) => {
    const world = await openProxyPoolWorld(config)
    await world.endCheck(one, 'gone')
    const changed = poolProxy('one', change)
    await world.reconfigure({ ...config, proxies: [changed, poolProxy('two')] })
    await world.advance(1_000)
    const last = world.checks.at(-1)?.target
    expect([world.ways()['a'], world.checks.length]).toEqual([changed.url, 3])
    expect([last?.egress.proxyUrl, last?.url]).toEqual([changed.url, changed.checkUrl])
  })
})

describe('checks', () => {
  test('begin at the start, go to the upstream of an account, and come again in time', async () => {
    const world = await openProxyPoolWorld(config)
    const url = pooledAccount('a').upstream
    expect(world.checks.map(({ target }) => target)).toEqual([
      { egress: { ...direct, proxyUrl: one }, url: '', upstream: url },
      { egress: { ...direct, proxyUrl: two }, url: '', upstream: url },
    ])
    await world.endCheck(one)
    await world.endCheck(two)
    await world.advance(config.checkEveryMs + 100)
    expect(world.checks).toHaveLength(2)
    await world.advance(config.checkEveryMs * 0.1 + 1_000)
    expect(world.checks).toHaveLength(4)
  })

  test('come at once when an account did not get through, and then not again for ten seconds', async () => {
    const world = await openProxyPoolWorld(config)
    await world.endCheck(one)
    await world.endCheck(two)
    const begun = world.checks.length
    const doubted = async (): Promise<number> => {
      await world.doubt('a')
      return world.checks.length - begun
    }
    expect([await doubted(), await doubted()]).toEqual([1, 1])
    await world.endCheck(one)
    await world.advance(9_000)
    expect(await doubted()).toBe(1)
    await world.advance(1_000)
    expect(await doubted()).toBe(2)
    expect(world.checks.slice(begun).map(({ target }) => target.egress.proxyUrl)).toEqual([
      one,
      one,
    ])
  })

  test('come at once for a doubt about what a proxy has become since the last doubt', async () => {
    const world = await openProxyPoolWorld(config)
    await world.endCheck(one)
    await world.endCheck(two)
    await world.doubt('a')
    const url = 'http://new.test:1'
    await world.reconfigure({ ...config, proxies: [poolProxy('one', { url }), poolProxy('two')] })
    await world.endCheck(url)
    const begun = world.checks.length
    await world.doubt('a')
    expect(world.checks.length - begun).toBe(1)
  })

  test('of proxies that nobody uses ask for the upstream of the first account, or of none', async () => {
    const upstream = 'https://first.test'
    const accounts = [{ ...pooledAccount('b', 'one'), upstream }, pooledAccount('a', 'one')]
    const world = await openProxyPoolWorld(poolConfig({ accounts }))
    const lonely = await openProxyPoolWorld(poolConfig())
    expect([world, lonely].map(({ checks }) => checks[1]?.target.upstream)).toEqual([upstream, ''])
  })

  test('of a proxy that was chosen for an account ask for the upstream of that account', async () => {
    const upstream = 'https://upstream-of-b.test'
    const accounts = [pooledAccount('a', 'one'), { ...pooledAccount('b'), upstream }]
    const world = await openProxyPoolWorld(poolConfig({ accounts }))
    await world.endCheck(two)
    await world.advance(config.checkEveryMs * 1.2)
    const last = world.checks.findLast(({ target }) => target.egress.proxyUrl === two)
    expect(last?.target.upstream).toBe(upstream)
  })

  test('are not made while the pool is off', async () => {
    const world = await openProxyPoolWorld({ ...config, isEnabled: false })
    const answer = world.checkNow()
    await world.settle()
    expect([world.checks, await answer]).toMatchObject([[], { reply: { pending: 0 } }])
  })

  test('that never end are given up when the next one begins', async () => {
    const world = await openProxyPoolWorld(config)
    await world.advance(config.checkEveryMs * 1.2)
    const [first, , next] = world.checks
    first?.end('late')
    await world.settle()
    expect([first?.signal.aborted, next?.signal.aborted, world.ways()['a']]).toEqual([
      true,
      false,
      one,
    ])
  })

  test('are at most 20 at once', async () => {
    const proxies = Array.from({ length: 25 }, (_, index) => poolProxy(`p${index}`))
    const world = await openProxyPoolWorld({ ...config, proxies })
    const before = world.checks.length
    await world.endCheck('http://p0.test:3128')
    expect([before, world.checks.length]).toEqual([20, 21])
  })

  test('of a proxy that is removed or switched off are dropped, whatever comes of them', async () => {
    const world = await openProxyPoolWorld(config)
    const off = [poolProxy('one', { isEnabled: false }), poolProxy('two')]
    await world.reconfigure({ ...config, proxies: off })
    await world.reconfigure(config)
    const [dropped] = world.checks
    dropped?.end('it was stopped')
    await world.settle()
    expect([dropped?.signal.aborted, world.ways()['a']]).toEqual([true, one])
    expect(world.checks.map(({ target }) => target.egress.proxyUrl)).toEqual([one, two, one])
  })

  test('are answered for when all of them are over', async () => {
    const world = await openProxyPoolWorld(config)
    const answer = world.checkNow()
    await world.endCheck(one, 'gone')
    await world.endCheck(two)
    await world.advance(1_000)
    await world.endCheck(one, 'still gone')
    await world.endCheck(two)
    expect(await answer).toMatchObject({
      reply: {
        pending: 0,
        proxies: [
          { id: 'one', isHealthy: false, latencyMs: null },
          { id: 'two', isHealthy: true, latencyMs: 7, error: '' },
        ],
      },
    })
  })

  test('that take long are answered for in time, and go on', async () => {
    const world = await openProxyPoolWorld(config)
    await world.endCheck(one)
    await world.endCheck(two)
    await world.advance(1_000)
    const answer = world.checkNow()
    await world.advance(1_000)
    await world.endCheck(one, 'gone')
    await world.advance(25_000)
    expect(await answer).toMatchObject({
      reply: { pending: 1, proxies: [{ error: 'gone' }, { error: '' }] },
    })
    await world.endCheck(two, 'gone as well')
    expect((await world.view()).proxies).toMatchObject([{}, { error: 'gone as well' }])
  })

  test('are answered for to each who asks in their own time', async () => {
    const world = await openProxyPoolWorld(config)
    const answered: string[] = []
    void world.checkNow().then(() => answered.push('first'))
    await world.advance(20_000)
    void world.checkNow().then(() => answered.push('second'))
    await world.advance(6_000)
    const early = [...answered]
    await world.advance(20_000)
    expect([early, answered]).toEqual([['first'], ['first', 'second']])
  })

  test('wait for no proxy that is removed meanwhile', async () => {
    const world = await openProxyPoolWorld(config)
    await world.endCheck(two)
    await world.advance(1_000)
    const answer = world.checkNow()
    await world.settle()
    await world.endCheck(two)
    await world.reconfigure({ ...config, proxies: [poolProxy('two')] })
    expect(await answer).toMatchObject({ reply: { pending: 0, proxies: [{ id: 'two' }] } })
  })

  test('of no proxy are over at once', async () => {
    const world = await openProxyPoolWorld({ ...config, proxies: [] })
    const answer = world.checkNow()
    await world.settle()
    expect(await answer).toMatchObject({ reply: { proxies: [] } })
  })

  test('of a proxy that is only tried change nothing', async () => {
    const world = await openProxyPoolWorld(config)
    const answer = world.test(poolProxy('one', { url: 'http://tried.test:1' }))
    await world.settle()
    await world.endCheck('http://tried.test:1', 'gone')
    expect(await answer).toMatchObject({
      reply: { result: { isHealthy: false, latencyMs: null, error: 'gone' } },
    })
    expect(world.ways()['a']).toBe(one)
  })

  test('of a SOCKS proxy that is only tried go over a bridge of its own, which is closed after', async () => {
    const world = await openProxyPoolWorld(config)
    const answer = world.test(poolProxy('tried', { url: 'socks5://tried.test:1080' }))
    await world.settle()
    const before = world.bridges.map(({ isClosed }) => isClosed)
    await world.endCheck('http://127.0.0.1:1')
    expect(await answer).toMatchObject({ reply: { result: { isHealthy: true } } })
    expect([before, world.bridges.map(({ isClosed }) => isClosed)]).toEqual([[false], [true]])
  })

  test('of a proxy that its account has left ask for that account’s upstream still', async () => {
    const upstream = 'https://upstream-of-a.test'
    const accounts = [pooledAccount('z'), { ...pooledAccount('a', 'one'), upstream }]
    const world = await openProxyPoolWorld(poolConfig({ accounts }))
    await world.endCheck(one, 'gone')
    await world.advance(config.checkEveryMs * 1.2)
    const last = world.checks.findLast(({ target }) => target.egress.proxyUrl === one)
    expect([world.ways()['a'], last?.target.upstream]).toEqual([two, upstream])
  })

  test('end with the pool', async () => {
    const world = await openProxyPoolWorld(config)
    await world.stop()
    expect(world.checks.map(({ signal }) => signal.aborted)).toEqual([true, true])
  })
})

test('the pool tells when each proxy is checked next, and how its checks went', async () => {
  const proxies = [poolProxy('one'), poolProxy('two'), poolProxy('off', { isEnabled: false })]
  const world = await openProxyPoolWorld({ ...config, proxies })
  await world.endCheck(one, 'gone')
  const now = 1_790_000_000_000
  const [failed, running, off] = (await world.view()).proxies.map(({ checks }) => checks)
  expect(failed).toMatchObject({ runningSince: 0, lastResult: 'gone', runs: 1, failures: 1 })
  expect(failed?.nextAt).toBeGreaterThan(now)
  expect(running).toMatchObject({ runningSince: now, lastResult: '', runs: 0 })
  expect(off).toBeNull()
  await world.reconfigure({ ...config, proxies: [poolProxy('one', { isEnabled: false })] })
  expect((await world.view()).proxies).toMatchObject([{ id: 'one', checks: null }])
})
