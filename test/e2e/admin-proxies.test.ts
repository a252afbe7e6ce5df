import { describe, expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { startProxy, type Proxy } from '../support/proxy.ts'
import { type World } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { ask, bind, one, openPool } from './pool-world.ts'

describe('a proxy', () => {
  test('is added, changed and removed while the program runs', async () => {
    await using world = await openPool({ enabled: true })
    const added = await ask(world, ['POST', '/proxies'], { id: 'p', url: 'http://127.0.0.1:9' })
    expect(added.body.proxies).toMatchObject([
      { id: 'p', url: 'http://127.0.0.1:9', enabled: true },
    ])
    const twice = await ask(world, ['POST', '/proxies'], { id: 'p', url: 'http://127.0.0.1:9' })
    expect([twice.status, twice.body.error.code]).toEqual([409, 'proxy_exists'])
    const changed = await ask(world, ['PATCH', '/proxies/p'], { maxAccounts: 3, name: 'P' })
    expect(changed.body.proxies).toMatchObject([{ id: 'p', name: 'P', max_accounts: 3 }])
    const wrong = await ask(world, ['PUT', '/proxies/p'], { url: 'ftp://x' })
    expect([wrong.status, wrong.body.error.param]).toEqual([400, 'url'])
    expect((await ask(world, ['DELETE', '/proxies/p'])).body.proxies).toEqual([])
    expect((await ask(world, ['DELETE', '/proxies/p'])).status).toBe(404)
  })

  test('is refused by the name of the field, however many there are', async () => {
    await using world = await openPool({ enabled: true, proxies: [] })
    for (const id of ['p', 'q'])
      await ask(world, ['POST', '/proxies'], { id, url: 'http://127.0.0.1:9' })
    const added = await ask(world, ['POST', '/proxies'], { id: 'r', url: 'ftp://x' })
    const changed = await ask(world, ['PATCH', '/proxies/q'], { maxAccounts: 'two' })
    expect([added.body.error.param, changed.body.error.param]).toEqual(['url', 'max_accounts'])
  })

  test('is tested when it is asked for, whether or not it carries anything', async () => {
    await using alive = await startProxy()
    const proxies = [
      { id: 'alive', url: alive.url },
      { id: 'dead', url: 'http://127.0.0.1:9', enabled: false },
    ]
    await using world = await openPool({ enabled: true, proxies })
    const testOf = async (id: string) => (await ask(world, ['POST', `/proxies/${id}/test`])).body
    expect(await testOf('alive')).toMatchObject({ ok: true, is_healthy: true, error: '' })
    expect(await testOf('dead')).toMatchObject({ ok: false, is_healthy: false, latency_ms: null })
    expect((await ask(world, ['POST', '/proxies/aliv/test'])).status).toBe(404)
  })

  test('that an account is bound to is not removed', async () => {
    const proxies = [{ id: 'p', url: 'http://127.0.0.1:9' }]
    await using world = await openPool({ enabled: true, proxies })
    await ask(world, bind, { ...one, proxyId: 'p' })
    const { status, body } = await ask(world, ['DELETE', '/proxies/p'])
    expect([status, body.error.code]).toEqual([409, 'proxy_is_bound'])
  })

  test('may be sent back as it was read, and keeps its id', async () => {
    await using world = await openPool({ enabled: true })
    await ask(world, ['POST', '/proxies'], { id: 'p', url: 'http://127.0.0.1:9', tags: ['eu'] })
    const [read] = (await ask(world, ['GET', '/config'])).body.proxies
    const back = await ask(world, ['PUT', '/proxies/p'], read)
    expect([back.status, back.body.proxies]).toEqual([200, [read]])
    const other = await ask(world, ['PUT', '/proxies/p'], { ...read, id: 'q' })
    expect([other.status, other.body.error.param]).toEqual([400, 'id'])
  })
})

const password = 'canary-of-a-proxy-password'
const auth = { username: 'u', password }

const openLockedProxy = () => startProxy({ credentials: auth })

/** Whether a request of the account goes through the proxy. */
const goesBy = async (world: World, proxy: Proxy): Promise<boolean> => {
  const before = proxy.passed().length
  await (await world.post('/v1/chat/completions', chat())).text()
  return proxy.passed().length > before
}

describe('a proxy with a password', () => {
  test('that is added carries its account, after a restart too, and nothing shows the password', async () => {
    await using proxy = await openLockedProxy()
    const lines: unknown[] = []
    const log = { info: (...line: unknown[]) => void lines.push(line) }
    await using world = await openPool({ enabled: true }, { log })
    const added = await ask(world, ['POST', '/proxies'], { id: 'p', url: proxy.url, auth })
    expect(added.body.proxies[0].auth).toEqual({
      username: 'u',
      password: expect.stringMatching(/^\*{3}/),
    })
    const bound = await ask(world, bind, { ...one, proxyId: 'p' })
    expect(await goesBy(world, proxy)).toBe(true)
    const shown = [added, bound, await ask(world, ['GET', '/config'])]
    await using again = await world.restart()
    expect(await goesBy(again, proxy)).toBe(true)
    expect(JSON.stringify([shown, lines])).not.toContain('canary')
    expect(JSON.stringify(lines)).toContain('add_proxy')
    expect(await textOfFolder(again.folder)).not.toContain('canary')
  })

  test.each([
    ['another proxy is added', ['POST', '/proxies'], { id: 'q', url: 'http://127.0.0.1:9' }],
    ['something else of it changes', ['PATCH', '/proxies/p'], { name: 'P' }],
    ['its user is sent without it', ['PATCH', '/proxies/p'], { auth: { username: 'u' } }],
  ])('keeps it when %s', async (_, route, change) => {
    await using proxy = await openLockedProxy()
    const proxies = [{ id: 'p', url: proxy.url, auth }]
    await using world = await openPool({ enabled: true, proxies })
    await ask(world, bind, { ...one, proxyId: 'p' })
    expect((await ask(world, route, change)).status).toBe(200)
    await using again = await world.restart()
    expect(await goesBy(again, proxy)).toBe(true)
  })

  test('keeps it when it is sent back masked, as it was read', async () => {
    await using proxy = await openLockedProxy()
    await using world = await openPool({
      enabled: true,
      proxies: [{ id: 'p', url: proxy.url, auth }],
    })
    await ask(world, bind, { ...one, proxyId: 'p' })
    const [read] = (await ask(world, ['GET', '/config'])).body.proxies
    expect((await ask(world, ['PUT', '/proxies/p'], read)).status).toBe(200)
    await using again = await world.restart()
    expect(await goesBy(again, proxy)).toBe(true)
  })

  test('gets another one, and none by null', async () => {
    await using proxy = await openLockedProxy()
    const old = { ...auth, password: 'canary-of-an-old-password' }
    const proxies = [{ id: 'p', url: proxy.url, auth: old }]
    await using world = await openPool({ enabled: true, proxies })
    await ask(world, bind, { ...one, proxyId: 'p' })
    await ask(world, ['PATCH', '/proxies/p'], { auth: { password } })
    expect(await goesBy(world, proxy)).toBe(true)
    const open = await ask(world, ['PATCH', '/proxies/p'], { auth: null })
    expect(open.body.proxies[0]).not.toHaveProperty('auth')
  })

  test.each([
    [{ auth: { username: 'u', password: '*** (0000)' } }, 'auth.password'],
    [{ auth: { username: 'u', pasword: password } }, 'auth.pasword'],
    [{ auth: { username: '', password } }, 'auth.username'],
    [{ auth: { username: 'u', password: [password] } }, 'auth.password'],
    [{ auth: password }, 'auth'],
    [{ url: `http://u:${password}@127.0.0.1:9` }, 'url'],
  ])(
    'is refused when it is not well-formed (%#), without the password in the answer',
    async (fields, param) => {
      await using world = await openPool({ enabled: true })
      const body = { id: 'p', url: 'http://127.0.0.1:9', ...fields }
      const refused = await ask(world, ['POST', '/proxies'], body)
      expect([refused.status, refused.body.error.param]).toEqual([400, param])
      expect(JSON.stringify(refused)).not.toContain('canary')
      expect((await ask(world, ['GET', '/config'])).body.proxies).toEqual([])
    },
  )
})

/** What stands in the files of a folder, byte for byte. */
const textOfFolder = async (folder: string): Promise<string> => {
  const files = await Array.fromAsync(new Bun.Glob('**/*').scan({ cwd: folder, absolute: true }))
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')))
  return texts.join('\n')
}
