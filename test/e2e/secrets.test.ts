import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { watchedLog } from '../support/line-sink.ts'
import { startProxy } from '../support/proxy.ts'
import { clientKey, openWorld, twoAccounts, type World } from '../support/relay-world.ts'
import { chat, contents, messages } from '../support/requests.ts'

const password = 'canary-of-a-proxy-password'
const canaries = [clientKey, password, ...twoAccounts.map(({ key }) => key)]

const found = (text: string): readonly string[] =>
  canaries.filter(
    (canary) => text.includes(canary) || text.includes(Buffer.from(canary).toString('base64')),
  )

/** A world that logs all it can, its accounts behind a proxy with a password. */
const openWatched = async (proxyPassword: string) => {
  const { log, sink } = watchedLog()
  const stack = new AsyncDisposableStack()
  const proxy = stack.use(await startProxy({ credentials: { username: 'egress', password } }))
  stack.use(log)
  const auth = { username: 'egress', password: proxyPassword }
  const proxies = [{ id: 'p', url: proxy.url, auth }]
  const world = stack.use(
    await openWorld({
      log,
      tree: {
        // Where nothing gets through, it is tried all the same.
        proxy: {
          proxy_pool: { enabled: true, auto_failover: false, proxies },
          scheduling: { max_wait_seconds: 0 },
        },
      },
      credential: { proxy: 'p' },
    }),
  )
  return {
    world,
    logged: async () => {
      await log.flush(5_000)
      return sink.lines()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const answersOf = async (world: World): Promise<string> => {
  const answers = await Promise.all([
    world.post('/v1/chat/completions', chat()),
    world.post('/v1/chat/completions', chat(true)),
    world.post('/v1/messages', messages()),
    world.post(`/v1beta/models/gemini-2.5-flash:generateContent?key=${clientKey}`, contents()),
    world.post('/v1/chat/completions', { ...chat(), model: clientKey }),
    world.post(`/v1/nowhere?key=${clientKey}`, {}),
    world.get('/v1/models'),
    world.get('/internal/status'),
    world.get('/swagger/json'),
  ])
  const texts = await Promise.all(
    answers.map(async (answer) => JSON.stringify(answer.headers.toJSON()) + (await answer.text())),
  )
  return texts.join('\n')
}

/** A model of that name is the client's own word, and only told back to itself. */
const withoutOwnWords = (text: string): string => text.replaceAll(`'${clientKey}'`, "''")

const filesOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'latin1'))
    .join('\n')

test('no secret is in an answer, a log line or the database of what goes well', async () => {
  await using watched = await openWatched(password)
  const { world } = watched
  expect(found(withoutOwnWords(await answersOf(world)))).toEqual([])
  await world.switchyard.ledger.flush(5_000)
  const logged = await watched.logged()
  expect(found(logged.join('\n'))).toEqual([])
  expect(logged.length).toBeGreaterThan(5)
  const files = filesOf(world.folder)
  expect(found(files)).toEqual([])
  expect(files).toContain('gpt-4o-mini')
})

test('no secret is told when nothing gets through the proxy', async () => {
  await using watched = await openWatched(`not the ${password}`)
  expect(found(withoutOwnWords(await answersOf(watched.world)))).toEqual([])
  expect(found((await watched.logged()).join('\n'))).toEqual([])
})

for (const status of [401, 403, 429, 500, 503] as const) {
  test(`a key that an upstream quotes in a ${status} is told to nobody`, async () => {
    await using watched = await openWatched(password)
    const { world } = watched
    for (const { name, key } of twoAccounts)
      world.openai.program({
        account: name ?? '',
        times: 3,
        fault: { type: 'status', status, message: `The key ${key} is not good for this.` },
      })
    const response = await world.post('/v1/chat/completions', chat())
    expect([response.status >= 400, found(await response.text())]).toEqual([true, []])
    await world.switchyard.ledger.flush(5_000)
    expect(found((await watched.logged()).join('\n'))).toEqual([])
    expect(found(filesOf(world.folder))).toEqual([])
  })
}
