import { describe, expect, test } from 'bun:test'
import {
  accountOfLast,
  askIn,
  countAsked,
  documentOf,
  fillStore,
  flash,
  lastAsked,
  makeStore,
  oneOfEach,
  refusalOf,
  upload,
} from '../support/gemini-things.ts'
import { openWorld, otherClientKey } from '../support/relay-world.ts'
import { googleClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

const twoStores = (ai = googleClient(world())) => oneOfEach(world(), () => makeStore(ai))

test('a store is made, shown and deleted at the account that made it, whichever that is', async () => {
  const ai = googleClient(world())
  for (const [account, { name }] of await twoStores()) {
    expect(await ai.fileSearchStores.get({ name })).toMatchObject({
      name,
      displayName: 'Some notes',
    })
    expect(lastAsked(world())).toBe(`${account} GET /v1beta/${name}`)
    await ai.fileSearchStores.delete({ name })
    expect(lastAsked(world())).toBe(`${account} DELETE /v1beta/${name}`)
    expect(await refusalOf(ai.fileSearchStores.get({ name }))).toMatchObject({ status: 403 })
  }
})

test('a file that is sent to a store becomes a document of it, at its account', async () => {
  const ai = googleClient(world())
  for (const [account, store] of await twoStores()) {
    const name = await fillStore(ai, store)
    expect(name).toStartWith(`${store.name}/documents/`)
    expect(accountOfLast(world())).toBe(account)
    expect(await ai.fileSearchStores.documents.get({ name })).toMatchObject({
      name,
      displayName: 'a note',
      state: 'STATE_ACTIVE',
    })
    expect(await ai.fileSearchStores.get({ name: store.name })).toMatchObject({
      activeDocumentsCount: '1',
    })
  }
})

test('documents are listed page by page, and deleted, at the account of their store', async () => {
  const ai = googleClient(world())
  for (const [account, store] of await twoStores()) {
    const names = [
      await fillStore(ai, store),
      await fillStore(ai, store),
      await fillStore(ai, store),
    ]
    const listing = { parent: store.name, config: { pageSize: 2 } }
    const listed = await Array.fromAsync(await ai.fileSearchStores.documents.list(listing))
    expect(listed.map(({ name }) => name)).toEqual(names)
    expect(lastAsked(world())).toBe(`${account} GET /v1beta/${store.name}/documents`)
    const [name = ''] = names
    expect(await refusalOf(ai.fileSearchStores.documents.delete({ name }))).toMatchObject({
      status: 400,
      message: expect.stringContaining('FAILED_PRECONDITION'),
    })
    await ai.fileSearchStores.documents.delete({ name, config: { force: true } })
    expect(lastAsked(world())).toBe(`${account} DELETE /v1beta/${name}`)
    expect((await Array.fromAsync(await ai.fileSearchStores.documents.list(listing))).length).toBe(
      2,
    )
  }
})

test('a store with documents in it is deleted by force alone', async () => {
  const ai = googleClient(world())
  const store = await makeStore(ai)
  await fillStore(ai, store)
  expect(await refusalOf(ai.fileSearchStores.delete({ name: store.name }))).toMatchObject({
    status: 400,
    message: expect.stringContaining('not empty'),
  })
  await ai.fileSearchStores.delete({ name: store.name, config: { force: true } })
  expect(await refusalOf(ai.fileSearchStores.get({ name: store.name }))).toMatchObject({
    status: 403,
  })
})

test('a request whose tools name a store goes to its account, in a stream as well', async () => {
  const ai = googleClient(world())
  for (const [account, store] of await twoStores()) {
    for (let again = 0; again < 3; again += 1)
      expect((await askIn(ai, store)).text).toContain(`from ${account}`)
    const stream = await ai.models.generateContentStream({
      model: flash,
      contents: 'what do the notes say?',
      config: { tools: [{ fileSearch: { fileSearchStoreNames: [store.name] } }] },
    })
    expect((await Array.fromAsync(stream)).length).toBeGreaterThan(1)
    expect(accountOfLast(world())).toBe(account)
  }
})

test('a list shows the stores that its user made, at all accounts, and nothing of others', async () => {
  const ai = googleClient(world())
  const other = googleClient(world(), { key: otherClientKey })
  const own = [...(await twoStores(other)).values()].map(({ name }) => name)
  const foreign = await makeStore(ai)
  const listed = (await Array.fromAsync(await other.fileSearchStores.list())).map(
    ({ name }) => name,
  )
  expect(listed).toEqual(expect.arrayContaining(own))
  expect(listed).not.toContain(foreign.name)
  const [first = ''] = own
  await other.fileSearchStores.delete({ name: first })
  const rest = (await Array.fromAsync(await other.fileSearchStores.list())).map(({ name }) => name)
  expect(rest).not.toContain(first)
})

test('another user has no way to a store, nor to what lies in it', async () => {
  const ai = googleClient(world())
  const other = googleClient(world(), { key: otherClientKey })
  const store = await makeStore(ai)
  const own = await makeStore(other)
  const document = await fillStore(ai, store)
  const before = countAsked(world())
  const refused = { status: 404, message: expect.stringContaining('not found') }
  const { fileSearchStores } = other
  for (const request of [
    () => fileSearchStores.get({ name: store.name }),
    () => fileSearchStores.delete({ name: store.name, config: { force: true } }),
    () => fileSearchStores.documents.list({ parent: store.name }),
    () => fileSearchStores.documents.get({ name: document }),
    () => fileSearchStores.importFile({ fileSearchStoreName: store.name, fileName: 'files/x' }),
    () => fillStore(other, store),
    () => askIn(other, store),
    () => askIn(other, own, store),
  ])
    expect(await refusalOf(request())).toMatchObject(refused)
  expect(countAsked(world())).toBe(before)
})

describe('a file and a store', () => {
  const importing = (store: { readonly name: string }, file: { readonly name: string }) =>
    googleClient(world()).fileSearchStores.importFile({
      fileSearchStoreName: store.name,
      fileName: file.name,
    })

  test('of one account make a document', async () => {
    const ai = googleClient(world())
    const stores = await twoStores()
    const files = await oneOfEach(world(), () => upload(ai))
    for (const [account, store] of stores) {
      const name = await documentOf(ai, await importing(store, files.get(account) ?? { name: '' }))
      expect(accountOfLast(world())).toBe(account)
      expect(await ai.fileSearchStores.documents.get({ name })).toMatchObject({ name })
    }
  })

  test('of two accounts are refused with what to do, and no upstream is asked', async () => {
    const ai = googleClient(world())
    const stores = await twoStores()
    const files = await oneOfEach(world(), () => upload(ai))
    const before = countAsked(world())
    const store = stores.get('one') ?? { name: '' }
    const file = files.get('two') ?? { name: '' }
    expect(await refusalOf(importing(store, file))).toMatchObject({
      status: 400,
      message: expect.stringContaining(
        `'${store.name}' and '${file.name}' are kept by different accounts`,
      ),
    })
    expect(countAsked(world())).toBe(before)
    expect((await ai.fileSearchStores.get(store)).name).toBe(store.name)
  })

  test('that are made in one session are at one account', async () => {
    for (const session of ['first', 'second', 'third', 'fourth']) {
      const ai = googleClient(world(), { headers: { 'x-session-id': session } })
      const file = await upload(ai)
      const store = await makeStore(ai)
      expect(await documentOf(ai, await importing(store, file))).toStartWith(store.name)
    }
  })

  test('that is another user’s are not found', async () => {
    const store = await makeStore(googleClient(world()))
    const file = await upload(googleClient(world(), { key: otherClientKey }))
    expect(await refusalOf(importing(store, file))).toMatchObject({
      status: 404,
      message: expect.stringContaining(`'${file.name}' not found`),
    })
  })
})

test('stores of two accounts cannot be searched at once, and that is said', async () => {
  const ai = googleClient(world())
  const stores = await twoStores()
  const [one, two] = [stores.get('one') ?? { name: '' }, stores.get('two') ?? { name: '' }]
  expect(await refusalOf(askIn(ai, one, two))).toMatchObject({
    status: 400,
    message: expect.stringContaining('x-session-id'),
  })
})

test('accounts of one quota group may have each other’s things', async () => {
  await using own = await openWorld({ credential: { quota_group: 'project' } })
  const ai = googleClient(own)
  const stores = await oneOfEach(own, () => makeStore(ai))
  const [one, two] = [stores.get('one') ?? { name: '' }, stores.get('two') ?? { name: '' }]
  expect(await refusalOf(askIn(ai, one, two))).toMatchObject({
    status: 403,
    message: expect.stringContaining('or it may not exist'),
  })
})

test('a store is found where it is after a restart, and listed', async () => {
  await using first = await openWorld()
  const stores = await oneOfEach(first, () => makeStore(googleClient(first)))
  await using again = await first.restart()
  const ai = googleClient(again)
  for (const [account, store] of stores) {
    expect((await askIn(ai, store)).text).toContain(`from ${account}`)
    expect(await fillStore(ai, store)).toStartWith(store.name)
  }
  const listed = (await Array.fromAsync(await ai.fileSearchStores.list())).map(({ name }) => name)
  expect(listed.toSorted()).toEqual([...stores.values()].map(({ name }) => name).toSorted())
})

test('an unknown store is refused by its upstream in its own words, and its account serves on', async () => {
  const ai = googleClient(world(), { key: otherClientKey })
  for (let again = 0; again < 4; again += 1)
    expect(await refusalOf(askIn(ai, { name: 'fileSearchStores/nobodys' }))).toMatchObject({
      status: 403,
      message: expect.stringContaining('or it may not exist'),
    })
  expect((await ai.models.generateContent({ model: flash, contents: 'Say one.' })).text).toContain(
    'simulated',
  )
})

test.each([
  ['POST', '/upload/v1beta/files?uploadType=resumable'],
  ['POST', '/upload/v1beta/files?uploadType=media'],
  ['POST', '/upload/v1beta/fileSearchStores/notes:uploadToFileSearchStore?uploadType=resumable'],
  ['POST', '/v1beta/fileSearchStores'],
  ['GET', '/v1beta/fileSearchStores'],
  ['GET', '/v1beta/fileSearchStores/notes'],
  ['POST', '/v1beta/fileSearchStores/notes:importFile'],
  ['GET', '/v1beta/fileSearchStores/notes/documents'],
  ['GET', '/v1beta/files'],
  ['GET', '/v1beta/files/notes'],
  ['POST', '/v1beta/cachedContents'],
])('%s %s takes a key', async (method, path) => {
  const before = countAsked(world())
  const response = await fetch(world().url + path, {
    method,
    headers: { 'x-goog-api-key': 'sk-nobodys' },
    ...(method === 'POST' ? { body: '{}' } : {}),
  })
  expect([response.status, countAsked(world())]).toEqual([401, before])
})

test.each([
  ['POST', '/v1beta/fileSearchStores/notes:search', 'no method "search" here. Known: importFile'],
  ['POST', '/v1beta/fileSearchStores/notes:uploadToFileSearchStore', 'below /upload'],
  ['POST', '/upload/v1beta/fileSearchStores/notes:upload', 'Nothing that is kept has an id'],
  ['POST', '/upload/v1beta/fileSearchStores/..:uploadToFileSearchStore', 'Nothing that is kept'],
  ['GET', '/v1beta/fileSearchStores/..%2ffiles', 'Nothing that is kept has an id'],
  ['GET', '/v1beta/fileSearchStores/notes/documents/..%2f..', 'Nothing that is kept has an id'],
])('%s %s is refused: %s', async (method, path, words) => {
  const before = countAsked(world())
  const response = await world().get(path, { method, ...(method === 'POST' ? { body: '{}' } : {}) })
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { message: expect.stringContaining(words) } },
  ])
  expect(countAsked(world())).toBe(before)
})
