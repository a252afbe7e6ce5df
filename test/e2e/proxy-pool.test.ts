import { expect, test } from 'bun:test'
import type { PoolView } from '../../src/proxy-pool/messages.ts'
import type { Simulator } from '../../src/simulator/index.ts'
import { startProxy, type Proxy } from '../support/proxy.ts'
import { openWorld, type World, type WorldOptions } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { startSocksProxy } from '../support/socks-proxy.ts'

const path = '/v1/chat/completions'
const login = { username: 'egress', password: 'a pass:word, ž' }

type Pool = Readonly<Record<string, unknown>>

const optionsOf = (pool: Pool, credential: Pool = {}): WorldOptions => ({
  accounts: [{ key: 'sk-simulated-one', name: 'one' }],
  tree: { proxy: { proxy_pool: { enabled: true, ...pool } } },
  credential,
})

const entries = (...proxies: readonly Proxy[]) =>
  proxies.map(({ url }, index) => ({ id: `p${index}`, url, priority: index }))

const ask = async (world: World): Promise<number> => {
  const response = await world.post(path, chat())
  await response.text()
  return response.status
}

const asked = ({ journal }: Simulator): number =>
  journal.entries.filter(({ method }) => method === 'POST').length

/** Requests that a proxy carried, without those for models. */
const carried = ({ passages }: Proxy): number =>
  passages.filter(({ method, outcome }) => method === 'POST' && outcome === 'passed').length

const check = async ({ switchyard: { threads, proxyPool } }: World): Promise<void> => {
  await threads.system.ask(proxyPool.ref, proxyPool.client.checkNow(), 20_000)
}

const view = async ({ switchyard: { threads, proxyPool } }: World): Promise<PoolView> => {
  const answer = await threads.system.ask(proxyPool.ref, proxyPool.client.view(), 5_000)
  if (answer.type !== 'reply') throw new Error(answer.type)
  return answer.reply
}

test('an account that is bound to none keeps the proxy that the strategy gave it', async () => {
  await using first = await startProxy()
  await using second = await startProxy()
  await using world = await openWorld(
    optionsOf({ proxies: entries(first, second), strategy: 'round_robin' }),
  )
  expect([await ask(world), await ask(world), await ask(world)]).toEqual([200, 200, 200])
  expect([carried(first), carried(second)].toSorted()).toEqual([0, 3])
})

test('when a proxy dies its account goes by another, and back to the one it is bound to when that lives', async () => {
  const first = await startProxy()
  await using second = await startProxy()
  const pool = (proxies: readonly object[]) => optionsOf({ proxies }, { proxy: 'p0' })
  await using world = await openWorld(pool(entries(first, second)))
  await first.stop()
  await check(world)
  expect([await ask(world), carried(second)]).toEqual([200, 1])
  await using again = await startProxy()
  world.apply(pool(entries(again, second)))
  await check(world)
  expect([await ask(world), carried(again), carried(second)]).toEqual([200, 1, 1])
})

test('a proxy that is found dead by a request is left at once, not only at its next check', async () => {
  const first = await startProxy()
  await using second = await startProxy()
  await using world = await openWorld(
    optionsOf({ proxies: entries(first, second) }, { proxy: 'p0' }),
  )
  await first.stop()
  // Its account rests for a second, and a slow machine may take longer to look at the proxy.
  while ((await ask(world)) !== 200);
  expect(carried(second)).toBe(1)
})

test('an account whose only proxy is dead is not served, and nothing of it goes out another way', async () => {
  const only = await startProxy()
  await using world = await openWorld(optionsOf({ proxies: entries(only) }, { proxy: 'p0' }))
  await only.stop()
  await check(world)
  const before = world.openai.journal.entries.length
  const response = await world.post(path, chat())
  expect([response.status, await response.json()]).toMatchObject([
    503,
    { error: { code: 'no_account', message: expect.stringContaining('p0 has failed its check') } },
  ])
  expect(world.openai.journal.entries).toHaveLength(before)
})

test('where a proxy is required and refuses, neither requests nor questions for models go out directly', async () => {
  await using proxy = await startProxy({ credentials: login })
  let direct = 0
  const upstream = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: { open: () => void (direct += 1), data: () => undefined },
  })
  const options = optionsOf({
    proxies: entries(proxy),
    auto_failover: false,
    require_proxy_for_account_requests: true,
  })
  const settings = { base_url: `http://127.0.0.1:${upstream.port}/v1` }
  await using world = await openWorld({
    ...options,
    channels: ([openai]) => [{ ...openai, settings }],
  })
  expect(await ask(world)).toBe(502)
  expect(proxy.passages.map(({ method }) => method)).toEqual(
    expect.arrayContaining(['GET', 'POST']),
  )
  expect([proxy.passed(), direct]).toEqual([[], 0])
  upstream.stop(true)
})

test('an account that finds every proxy bound shares one, which is counted', async () => {
  await using proxy = await startProxy()
  const options = optionsOf({ proxies: entries(proxy) })
  await using world = await openWorld({
    ...options,
    channels: ([openai]) => [
      {
        ...openai,
        credentials: [
          { id: 'one', secret: 'sk-simulated-one', proxy: 'p0' },
          { id: 'two', secret: 'sk-simulated-two' },
        ],
      },
    ],
  })
  expect(await view(world)).toMatchObject({
    sharedFallbackSelections: 1,
    proxies: [{ id: 'p0', accounts: ['openai/one', 'openai/two'] }],
  })
})

test('an account beyond what the proxies may have is not served where one is required', async () => {
  await using proxy = await startProxy()
  const [entry] = entries(proxy)
  const options = optionsOf({
    proxies: [{ ...entry, max_accounts: 1 }],
    require_proxy_for_account_requests: true,
  })
  await using world = await openWorld({
    ...options,
    channels: ([openai]) => [
      { ...openai, credentials: ['one', 'two'].map((id) => ({ id, secret: 'sk-simulated-one' })) },
    ],
  })
  expect(await view(world)).toMatchObject({
    strictRejections: 1,
    proxies: [{ accounts: ['openai/one'] }],
    blocked: { 'openai/two': 'a proxy is required and none is to be had' },
  })
})

test('a proxy that is removed while the relay runs carries nothing more', async () => {
  await using first = await startProxy()
  await using second = await startProxy()
  await using world = await openWorld(optionsOf({ proxies: entries(first, second) }))
  expect([await ask(world), carried(first)]).toEqual([200, 1])
  world.apply(optionsOf({ proxies: entries(first, second).slice(1) }))
  await view(world)
  expect([await ask(world), carried(first), carried(second)]).toEqual([200, 1, 1])
})

test('a SOCKS proxy carries all of an account, and is well', async () => {
  await using socks = await startSocksProxy({ credentials: login })
  await using world = await openWorld(
    optionsOf({ proxies: [{ id: 'p0', url: socks.url, auth: login }] }),
  )
  expect(await ask(world)).toBe(200)
  await check(world)
  expect(new Set(socks.targets)).toContain(new URL(world.openai.url).host)
  expect(asked(world.openai)).toBe(1)
  expect((await view(world)).proxies).toMatchObject([{ isHealthy: true, error: '' }])
})
