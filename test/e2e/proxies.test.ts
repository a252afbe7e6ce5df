import { expect, test } from 'bun:test'
import { startSimulator, type Simulator } from '../../src/simulator/index.ts'
import { startSwitchyard } from '../support/process.ts'
import { startProxy, type Proxy } from '../support/proxy.ts'
import { openWorld, twoAccounts, type World } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { violationsIn } from '../support/shared-world.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { testCertificate } from '../support/test-certificate.ts'

const login = { username: 'egress', password: 'a pass:word, ž' }
const path = '/v1/chat/completions'

type Entry = { readonly id: string; readonly url: string; readonly auth?: typeof login }

/** A bound account has its proxy or nothing: what happens otherwise is told in `proxy-pool.test.ts`. */
const poolOf = (...proxies: readonly Entry[]) => ({
  proxy: { proxy_pool: { enabled: true, auto_failover: false, proxies } },
})

/** A world of one channel, its first account at the first proxy and its second at the second. */
const openBound = (proxies: readonly Entry[]): Promise<World> =>
  openWorld({
    tree: poolOf(...proxies),
    channels: ([openai]) => [
      {
        ...openai,
        credentials: twoAccounts.map(({ key, name }, position) => ({
          id: name,
          secret: key,
          ...(proxies[position] === undefined ? {} : { proxy: proxies[position].id }),
        })),
      },
    ],
  })

const carriedFor = ({ journal }: Simulator, account: string): readonly string[] =>
  journal.entries
    .filter((entry) => entry.account === account)
    .map(({ method, path: asked }) => `${method} ${asked}`)

const passagesOf = (proxy: Proxy, { url }: Simulator): number =>
  proxy.passages.filter(
    // A check opens a tunnel and says nothing.
    ({ method, target, outcome }) =>
      method !== 'CONNECT' && outcome === 'passed' && target === new URL(url).host,
  ).length

const askTimes = async (world: World, count: number): Promise<readonly number[]> => {
  const statuses: number[] = []
  for (let asked = 0; asked < count; asked += 1) {
    const messages = [{ role: 'user', content: `conversation ${asked} of some` }]
    const response = await world.post(path, { ...chat(asked % 2 === 1), messages })
    statuses.push(response.status)
    await response.text()
  }
  return statuses
}

test('each account goes through its own proxy, with its requests and its question for models', async () => {
  await using first = await startProxy({ credentials: login })
  await using second = await startProxy()
  await using world = await openBound([
    { id: 'first', url: first.url, auth: login },
    { id: 'second', url: second.url },
  ])
  for (const _ of twoAccounts) {
    const asked = await world.openai.journal.next(({ operation }) => operation === 'models')
    await world.openai.journal.ended(asked)
  }
  expect(await askTimes(world, 8)).toEqual(Array.from({ length: 8 }, () => 200))
  const [ofOne, ofTwo] = [carriedFor(world.openai, 'one'), carriedFor(world.openai, 'two')]
  expect([passagesOf(first, world.openai), passagesOf(second, world.openai)]).toEqual([
    ofOne.length,
    ofTwo.length,
  ])
  expect([ofOne, ofTwo].map((asked) => new Set(asked))).toEqual([
    new Set(['GET /v1/models', `POST ${path}`]),
    new Set(['GET /v1/models', `POST ${path}`]),
  ])
  expect(violationsIn(world)).toEqual([])
})

test('a proxy that refuses its password is no way out: another account serves, nothing goes direct', async () => {
  await using first = await startProxy({ credentials: login })
  await using second = await startProxy()
  await using world = await openBound([
    { id: 'first', url: first.url, auth: { ...login, password: 'wrong' } },
    { id: 'second', url: second.url },
  ])
  expect(await askTimes(world, 6)).toEqual([200, 200, 200, 200, 200, 200])
  expect(carriedFor(world.openai, 'one')).toEqual([])
  expect(first.passages.map(({ outcome }) => outcome)).toContain('unauthorized')
})

test('a proxy that is gone is no way out: another account serves, nothing goes direct', async () => {
  const first = await startProxy()
  await first.stop()
  await using second = await startProxy()
  await using world = await openBound([
    { id: 'first', url: first.url },
    { id: 'second', url: second.url },
  ])
  expect(await askTimes(world, 6)).toEqual([200, 200, 200, 200, 200, 200])
  expect(carriedFor(world.openai, 'one')).toEqual([])
})

for (const [fault, auth, code] of [
  ['refuses its password', { ...login, password: 'wrong' }, 'proxy_refused'],
  ['is gone', undefined, 'proxy_unreachable'],
] as const) {
  test(`when the only proxy ${fault} the client hears that it is the proxy`, async () => {
    await using proxy = await startProxy({ credentials: login })
    if (auth === undefined) await proxy.stop()
    const entry = { id: 'only', url: proxy.url, ...(auth === undefined ? {} : { auth }) }
    await using world = await openWorld({
      accounts: [{ key: 'sk-simulated-one', name: 'one' }],
      tree: poolOf(entry),
      credential: { proxy: 'only' },
    })
    const response = await world.post(path, chat())
    expect([response.status, await response.json()]).toMatchObject([
      502,
      {
        error: {
          type: 'server_error',
          code,
        },
      },
    ])
    expect(world.openai.journal.entries).toEqual([])
  })
}

test('an account whose proxy is switched off is not served at all', async () => {
  await using proxy = await startProxy()
  const entries = [{ id: 'off', url: proxy.url, enabled: false }]
  await using world = await openBound(entries)
  await askTimes(world, 4)
  expect(carriedFor(world.openai, 'one')).toEqual([])
  expect(carriedFor(world.openai, 'two').filter((asked) => asked.startsWith('POST'))).toHaveLength(
    4,
  )
})

test('a credential that names a proxy while the pool is off is a fault of the settings', async () => {
  const tree = { proxy: { proxy_pool: { proxies: [{ id: 'p', url: 'http://127.0.0.1:1' }] } } }
  const opening = openWorld({ tree, credential: { proxy: 'p' } })
  await expect(opening).rejects.toThrow('needs `proxy.proxy_pool.enabled = true`')
})

/** A program whose only account is bound to an https proxy with a certificate that signs itself. */
const openTlsWorld = async () => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(temporaryFolder())
  const proxy = stack.use(await startProxy({ tls: true, credentials: login }))
  const openai = stack.use(await startSimulator({ vendor: 'openai', accounts: twoAccounts }))
  await Bun.write(folder.file('ca.pem'), testCertificate.cert)
  const bound = { id: 'one', secret: 'sk-simulated-one', proxy: 'tls' }
  const config = {
    ...poolOf({ id: 'tls', url: proxy.url, auth: login }),
    global: { enable_admin_api: true, admin_key: 'sk-administrator-of-this-test' },
    channels: [{ id: 'openai', settings: { base_url: openai.url }, credentials: [bound] }],
  }
  await Bun.write(folder.file('config.json'), JSON.stringify(config))
  const kept = stack.move()
  return {
    proxy,
    openai,
    start: (isTrusted: boolean) =>
      startSwitchyard(['start', '--config', folder.file('config.json'), '--port', '0'], {
        environment: {
          DATA_DIR: folder.file('data'),
          API_KEY: 'sk-relay-of-this-test',
          ...(isTrusted ? { NODE_EXTRA_CA_CERTS: folder.file('ca.pem') } : {}),
        },
      }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('an https proxy carries what it must when its certificate is trusted, else nothing', async () => {
  await using world = await openTlsWorld()
  const { proxy, openai } = world
  const ask = async (isTrusted: boolean): Promise<number> => {
    await using running = world.start(isTrusted)
    const response = await fetch(`${await running.listening()}${path}`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk-relay-of-this-test',
        'content-type': 'application/json',
      },
      body: JSON.stringify(chat()),
    })
    return response.status
  }
  expect(await ask(false)).toBe(502)
  expect(openai.journal.entries).toEqual([])
  expect(await ask(true)).toBe(200)
  expect(passagesOf(proxy, openai)).toBe(openai.journal.entries.length)
})

test.each([
  ['is well when its certificate is trusted', true, ''],
  ['is not well when it is not', false, expect.stringMatching(/^it cannot be reached \(.*CERT/)],
])('an https proxy at an address %s', async (_name, isTrusted, error) => {
  await using world = await openTlsWorld()
  await using running = world.start(isTrusted)
  const answer = await fetch(`${await running.listening()}/api/proxy/health-check/trigger`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-administrator-of-this-test' },
  })
  expect(await answer.json()).toMatchObject({
    proxies: [{ id: 'tls', is_healthy: isTrusted, error }],
  })
})
