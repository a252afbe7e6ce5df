import { describe, expect, test } from 'bun:test'
import { startProxy } from '../support/proxy.ts'
import { twoAccounts, type World, type WorldOptions } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { ask, bind, one, oneAccount, openPool } from './pool-world.ts'

const unbind = ['POST', '/unbind']

describe('an account that is bound', () => {
  test('goes through its proxy from the next request on, and is bound no more when that is taken back', async () => {
    await using proxy = await startProxy()
    const proxies = [{ id: 'p', url: proxy.url }]
    await using world = await openPool({ enabled: true, proxies })
    const bound = await ask(world, bind, { ...one, proxyId: 'p' })
    expect(bound).toMatchObject({
      status: 200,
      body: {
        runtime_apply: { policy: 'hot_applied_when_safe', applied: true, requires_restart: false },
        account_bindings: { 'openai/one': 'p' },
      },
    })
    expect((await ask(world, ['GET', '/binding/openai%2Fone'])).body).toBe('p')
    expect((await ask(world, ['GET', '/binding/openai/one'])).body).toBe('p')
    expect((await (await world.post('/v1/chat/completions', chat())).json()).choices).toHaveLength(
      1,
    )
    expect(proxy.passed().length).toBeGreaterThan(0)
    expect((await ask(world, unbind, one)).body.account_bindings).toEqual({})
    expect((await ask(world, ['GET', '/binding/openai/one'])).body).toBeNull()
  })

  test('stays bound after a restart', async () => {
    const proxies = [{ id: 'p', url: 'http://127.0.0.1:9' }]
    await using world = await openPool({ enabled: true, proxies })
    await ask(world, bind, { ...one, proxyId: 'p' })
    await using again = await world.restart()
    expect((await ask(again, ['GET', '/bindings'])).body).toEqual({ 'openai/one': 'p' })
  })

  test('elsewhere than the configuration says is, unbound, bound as it says again', async () => {
    const proxies = [
      { id: 'p', url: 'http://127.0.0.1:9' },
      { id: 'q', url: 'http://127.0.0.1:9' },
    ]
    const account_bindings = { 'openai/one': 'p' }
    await using world = await openPool({ enabled: true, proxies, account_bindings })
    const moved = await ask(world, bind, { ...one, proxyId: 'q' })
    expect(moved.body.account_bindings).toEqual({ 'openai/one': 'q' })
    const back = await ask(world, unbind, one)
    expect([back.status, back.body.account_bindings]).toEqual([200, account_bindings])
    expect((await ask(world, unbind, one)).status).toBe(409)
  })

  test('keeps the pool from being switched off: it is a conflict that names who is bound', async () => {
    await using proxy = await startProxy()
    const proxies = [{ id: 'p', url: proxy.url }]
    await using world = await openPool({ enabled: true, proxies }, { credential: { proxy: 'p' } })
    const { status, body } = await ask(world, ['POST', '/runtime'], { enabled: false })
    expect([status, body.error.code]).toEqual([409, 'settings_in_conflict'])
    expect(body.error.message).toContain('channels[0].credentials[0].proxy')
  })

  test('by the configuration stays so: to change that here is a conflict that says where to', async () => {
    await using proxy = await startProxy()
    const proxies = ['p', 'q'].map((id) => ({ id, url: proxy.url }))
    await using world = await openPool({ enabled: true, proxies }, { credential: { proxy: 'p' } })
    const unbound = await ask(world, unbind, one)
    expect([unbound.status, unbound.body.error.code]).toEqual([409, 'bound_elsewhere'])
    const moved = await ask(world, bind, { ...one, proxyId: 'q' })
    expect([moved.status, moved.body.error.code]).toEqual([409, 'bound_elsewhere'])
  })
})

describe('an account that is bound and', () => {
  const proxies = [{ id: 'p', url: 'http://127.0.0.1:9' }]
  const leaving = { accountId: 'anthropic/one' }

  /** Its binding was made while it was served. */
  const restartWithout = async (world: World, channels: WorldOptions['channels']) => {
    await ask(world, bind, { ...leaving, proxyId: 'p' })
    const tree = {
      global: { enable_admin_api: true },
      proxy: { proxy_pool: { enabled: true, proxies } },
    }
    return await world.restart({ tree, accounts: oneAccount, ...(channels && { channels }) })
  }

  test('was switched off since keeps its proxy from being removed, and can be unbound', async () => {
    await using world = await openPool({ enabled: true, proxies })
    await using again = await restartWithout(world, (usual) =>
      usual.map((channel) => ({ ...channel, enabled: channel.id !== 'anthropic' })),
    )
    expect((await ask(again, ['GET', '/bindings'])).body).toEqual({ 'anthropic/one': 'p' })
    const kept = await ask(again, ['DELETE', '/proxies/p'])
    expect([kept.status, kept.body.error.code]).toEqual([409, 'proxy_is_bound'])
    expect((await ask(again, unbind, leaving)).body.account_bindings).toEqual({})
    expect((await ask(again, ['DELETE', '/proxies/p'])).body.proxies).toEqual([])
  })

  test('has left the configuration since holds up nothing, and can be unbound', async () => {
    await using world = await openPool({ enabled: true, proxies })
    await using again = await restartWithout(world, (usual) =>
      usual.filter(({ id }) => id !== 'anthropic'),
    )
    expect((await ask(again, ['GET', '/binding/anthropic/one'])).status).toBe(404)
    expect((await ask(again, unbind, leaving)).status).toBe(200)
    expect((await ask(again, unbind, leaving)).status).toBe(404)
  })
})

test('who cannot be bound is told why: unknown, full, off', async () => {
  const proxies = [{ id: 'small', url: 'http://127.0.0.1:9', max_accounts: 1 }]
  await using world = await openPool({ enabled: true, proxies }, { accounts: twoAccounts })
  const codeOf = async (body: object) => {
    const answer = await ask(world, bind, body)
    return [answer.status, answer.body.error?.code]
  }
  expect(await codeOf({ accountId: 'openai/none', proxyId: 'small' })).toEqual([
    404,
    'account_not_found',
  ])
  expect(await codeOf({ ...one, proxyId: 'smal' })).toEqual([404, 'proxy_not_found'])
  expect(await codeOf({ ...one, proxyId: 'small' })).toEqual([200, undefined])
  expect(await codeOf({ ...one, proxyId: 'small' })).toEqual([200, undefined])
  expect(await codeOf({ accountId: 'openai/two', proxyId: 'small' })).toEqual([
    409,
    'proxy_is_full',
  ])
  expect(await codeOf({ ...one })).toEqual([400, 'invalid_field'])
  await using off = await openPool({ proxies })
  const answer = await ask(off, bind, { ...one, proxyId: 'small' })
  expect([answer.status, answer.body.error.code]).toEqual([409, 'proxy_pool_is_off'])
})
