import { expect, test } from 'bun:test'
import { openWorld, otherClientKey, twoAccounts } from '../support/relay-world.ts'
import { googleClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'
import {
  accountOfLast,
  askWith,
  cache,
  countAsked,
  flash,
  lastAsked,
  longText,
  oneOfEach,
  refusalOf,
} from '../support/gemini-things.ts'

const world = shareWorld()

test('a cached content is shown, kept longer and deleted at the account that made it', async () => {
  const ai = googleClient(world())
  for (const [account, made] of await oneOfEach(world(), () => cache(ai))) {
    const { name } = made
    expect(await ai.caches.get({ name })).toMatchObject({ name, model: `models/${flash}` })
    expect(lastAsked(world())).toBe(`${account} GET /v1beta/${name}`)
    const longer = await ai.caches.update({ name, config: { ttl: '7200s' } })
    expect(lastAsked(world())).toBe(`${account} PATCH /v1beta/${name}`)
    expect(Date.parse(longer.expireTime ?? '')).toBeGreaterThan(Date.parse(made.expireTime ?? ''))
    await ai.caches.delete({ name })
    expect(lastAsked(world())).toBe(`${account} DELETE /v1beta/${name}`)
    expect(await refusalOf(ai.caches.get({ name }))).toMatchObject({ status: 403 })
  }
})

test('a request that names one goes to its account, and is recorded with what was read from it', async () => {
  const ai = googleClient(world())
  for (const [account, made] of await oneOfEach(world(), () => cache(ai))) {
    for (let again = 0; again < 3; again += 1) {
      const answer = await askWith(ai, made)
      expect(answer.text).toContain(`from ${account}`)
      expect(answer.usageMetadata?.cachedContentTokenCount).toBeGreaterThan(1_500)
      const record = await world().recordOf(answer.sdkHttpResponse?.headers?.['x-request-id'] ?? '')
      expect(record.cacheReadTokens).toBeGreaterThan(1_500)
    }
  }
})

test("the operator's name for a model is the upstream's when something is cached for it", async () => {
  await using own = await openWorld({ tree: { proxy: { custom_mapping: { quick: flash } } } })
  const ai = googleClient(own)
  const made = await ai.caches.create({ model: 'quick', config: { contents: longText } })
  expect(made.model).toBe(`models/${flash}`)
  const cachedContent = made.name ?? ''
  const answer = await ai.models.generateContent({
    model: 'quick',
    contents: 'Say one.',
    config: { cachedContent },
  })
  expect(answer.usageMetadata?.cachedContentTokenCount).toBeGreaterThan(1_000)
})

test('the making of one is recorded as written to a cache', async () => {
  const response = await world().post('/v1beta/cachedContents', {
    model: `models/${flash}`,
    contents: [{ role: 'user', parts: [{ text: longText }] }],
  })
  await response.text()
  const record = await world().recordOf(response.headers.get('x-request-id') ?? '')
  expect(record).toMatchObject({
    operation: 'create-cache',
    model: flash,
    status: 200,
    inputTokens: -1,
    cacheWriteTokens: 1_501,
    outputTokens: -1,
  })
})

test('another user has no way to one, by no request', async () => {
  const ai = googleClient(world())
  const other = googleClient(world(), { key: otherClientKey })
  const { name } = await cache(ai)
  const before = countAsked(world())
  const refused = {
    status: 404,
    message: expect.stringContaining(`Cached content with id '${name}' not found`),
  }
  expect(await refusalOf(other.caches.get({ name }))).toMatchObject(refused)
  expect(await refusalOf(other.caches.delete({ name }))).toMatchObject(refused)
  expect(await refusalOf(other.caches.update({ name, config: { ttl: '1s' } }))).toMatchObject(
    refused,
  )
  expect(await refusalOf(askWith(other, { name }))).toMatchObject(refused)
  expect(await Array.fromAsync(await other.caches.list())).toEqual([])
  expect(countAsked(world())).toBe(before)
})

test('a list goes page by page over all accounts, the latest first, without what is gone', async () => {
  await using own = await openWorld()
  const ai = googleClient(own)
  const names: string[] = []
  for (let count = 0; count < 5; count += 1) names.unshift((await cache(ai)).name)
  await ai.caches.delete({ name: names[1] ?? '' })
  const pager = await ai.caches.list({ config: { pageSize: 2 } })
  expect(pager.page.map(({ name }) => name)).toEqual([names[0] ?? '', names[2] ?? ''])
  await ai.caches.delete({ name: names[2] ?? '' })
  expect((await pager.nextPage()).map(({ name }) => name)).toEqual([names[3], names[4]])
  expect(pager.hasNextPage()).toBe(false)
  const whole = await Array.fromAsync(await ai.caches.list({ config: { pageSize: 1 } }))
  expect(whole.map(({ name }) => name)).toEqual([names[0], names[3], names[4]])
})

test('what its upstream has forgotten is listed no more, and asked for once', async () => {
  await using own = await openWorld()
  const ai = googleClient(own)
  const { name } = await cache(ai)
  const account = accountOfLast(own)
  const key = twoAccounts.find((one) => one.name === account)?.key ?? ''
  await fetch(`${own.gemini.url}/v1beta/${name}`, {
    method: 'DELETE',
    headers: { 'x-goog-api-key': key, 'user-agent': 'switchyard/0' },
  })
  for (let again = 0; again < 3; again += 1) expect((await ai.caches.list()).page).toEqual([])
  const asked = own.gemini.journal.entries.filter(
    ({ method, path }) => method === 'GET' && path.endsWith(name),
  )
  expect(asked.length).toBe(1)
  expect(await refusalOf(ai.caches.get({ name }))).toMatchObject({ status: 403 })
})

test('a list of which one account cannot be asked says so, and leaves nothing out', async () => {
  await using own = await openWorld({ tree: { proxy: { scheduling: { max_wait_seconds: 0 } } } })
  const ai = googleClient(own)
  await oneOfEach(own, () => cache(ai))
  own.gemini.program({
    account: 'one',
    operation: 'retrieve',
    times: 2,
    fault: { type: 'status', status: 429, retry: { type: 'seconds', seconds: 30 } },
  })
  const response = await own.get('/v1beta/cachedContents')
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).not.toBeNull()
})

test.each(['pageToken=nonsense', 'pageSize=none'])(
  'a list refuses %s by its name',
  async (query) => {
    const response = await world().get(`/v1beta/cachedContents?${query}`)
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining(query.split('=')[0] ?? '') } },
    ])
  },
)

test('by the path of a channel only what is there is listed and found', async () => {
  await using own = await openWorld({
    channels: (usual, { gemini }) => [
      ...usual,
      {
        id: 'second',
        settings: { base_url: gemini.url, protocol: 'gemini', models: [flash] },
        credentials: [{ id: 'only', secret: 'sk-simulated-two' }],
      },
    ],
  })
  const [ai, second] = [
    googleClient(own, { channel: 'aistudio' }),
    googleClient(own, { channel: 'second' }),
  ]
  const [there, here] = [await cache(ai), await cache(second)]
  const namesOf = async (client: typeof ai) =>
    (await Array.fromAsync(await client.caches.list())).map(({ name }) => name)
  expect([await namesOf(ai), await namesOf(second)]).toEqual([[there.name], [here.name]])
  expect(await namesOf(googleClient(own))).toEqual([here.name, there.name])
  expect(await refusalOf(second.caches.get({ name: there.name }))).toMatchObject({
    status: 404,
    message: expect.stringContaining("the channel 'aistudio'"),
  })
  const nowhere = googleClient(own, { channel: 'nowhere' })
  expect(await refusalOf(nowhere.caches.list())).toMatchObject({ status: 404 })
})

test('one is refused while its account rests, and served there when it is back, also after a restart', async () => {
  await using first = await openWorld({
    tree: { proxy: { scheduling: { max_wait_seconds: 0 } } },
  })
  const made = await oneOfEach(first, () => cache(googleClient(first)))
  await using again = await first.restart()
  const ai = googleClient(again)
  for (const [account, thing] of made) {
    expect((await askWith(ai, thing)).text).toContain(`from ${account}`)
    again.gemini.program({
      account,
      times: 2,
      fault: { type: 'status', status: 503, retry: { type: 'seconds', seconds: 40 } },
    })
    expect(await refusalOf(askWith(ai, thing))).toMatchObject({ status: 503 })
    expect(accountOfLast(again)).toBe(account)
  }
})

test('what an upstream says of a cached content that is too small or for another model comes as it is', async () => {
  const ai = googleClient(world())
  expect(
    await refusalOf(ai.caches.create({ model: flash, config: { contents: 'too little' } })),
  ).toMatchObject({ status: 400, message: expect.stringContaining('min_total_token_count=1024') })
  const { name } = await cache(ai)
  const other = ai.models.generateContent({
    model: 'gemini-2.5-pro',
    contents: 'Say one.',
    config: { cachedContent: name },
  })
  expect(await refusalOf(other)).toMatchObject({
    status: 400,
    message: expect.stringContaining('has to be the same'),
  })
})

test('a key that is disabled is no word about a cached content: its account rests', async () => {
  await using own = await openWorld({ tree: { proxy: { scheduling: { max_wait_seconds: 0 } } } })
  const ai = googleClient(own)
  const made = await cache(ai)
  const account = accountOfLast(own)
  own.gemini.program({
    account,
    fault: { type: 'status', status: 403, message: 'Permission denied: the API is disabled.' },
  })
  expect(await refusalOf(askWith(ai, made))).toMatchObject({ status: 429 })
  const before = countAsked(own)
  expect(await refusalOf(askWith(ai, made))).toMatchObject({ status: 429 })
  expect(countAsked(own)).toBe(before)
})

test('a client that leaves a list leaves what was asked for it', async () => {
  await using own = await openWorld()
  await cache(googleClient(own))
  own.gemini.program({ operation: 'retrieve', fault: { type: 'hang' } })
  const leaving = new AbortController()
  const asked = own.get('/v1beta/cachedContents', { signal: leaving.signal })
  const entry = await own.gemini.journal.next(({ operation }) => operation === 'retrieve')
  leaving.abort()
  await expect(asked).rejects.toThrow()
  expect((await own.gemini.journal.ended(entry)).endedBy).toBe('client-closed')
  const records = [await own.nextRecord(), await own.nextRecord()]
  expect(records.at(-1)).toMatchObject({ operation: 'list', outcome: 'cancelled', status: 499 })
})
