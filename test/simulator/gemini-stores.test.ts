import { describe, expect, test } from 'bun:test'
import type { Simulator } from '../../src/simulator/index.ts'
import { ask, refused } from './ask.ts'
import { openScene } from './scene.ts'

const stores = '/v1beta/fileSearchStores'

const makeStore = async (scene: Simulator, body: object = {}): Promise<string> =>
  (await ask(scene, stores, { body })).answer.name

const send = (scene: Simulator, name: string, told: object, key = 'key-1') =>
  ask(scene, `/upload/v1beta/${name}:uploadToFileSearchStore?uploadType=multipart`, {
    key,
    headers: { 'content-type': 'multipart/related; boundary=b' },
    body: `--b\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(told)}\r\n--b\r\ncontent-type: text/plain\r\n\r\nsome text\r\n--b--\r\n`,
  })

const documentIn = async (scene: Simulator, name: string): Promise<string> => {
  const operation = (await send(scene, name, {})).answer.name
  await ask(scene, `/v1beta/${operation}`)
  return (await ask(scene, `/v1beta/${operation}`)).answer.response.documentName
}

const searching = (...names: readonly string[]) => ({
  contents: [{ parts: [{ text: 'hi' }] }],
  tools: [{ fileSearch: { fileSearchStoreNames: names } }],
})

const generate = '/v1beta/models/gemini-2.5-flash:generateContent'

describe('a store', () => {
  test('is called after its label, and is empty', async () => {
    await using scene = await openScene('gemini')
    const { answer } = await ask(scene, stores, { body: { displayName: 'My Notes' } })
    expect(answer).toEqual({
      name: expect.stringMatching(/^fileSearchStores\/mynotes-[a-z0-9]+$/),
      displayName: 'My Notes',
      createTime: expect.any(String),
      updateTime: answer.createTime,
      embeddingModel: 'models/gemini-embedding-001',
    })
  })

  test.each<[string, object, number, string]>([
    ['an unknown field', { surprise: 1 }, 400, 'Unknown name "surprise"'],
    ['a label that is too long', { displayName: 'x'.repeat(513) }, 400, 'display_name'],
    ['an unknown model', { embeddingModel: 'models/nobodys' }, 404, 'nobodys'],
    [
      'a model without its kind',
      { embeddingModel: 'gemini-embedding-001' },
      400,
      'embedding_model',
    ],
  ])('is refused for %s', async (_, body, status, words) => {
    await using scene = await openScene('gemini')
    expect(await ask(scene, stores, { body })).toMatchObject(refused(status, words))
  })

  test('does not exist for another account', async () => {
    await using scene = await openScene('gemini')
    const name = await makeStore(scene)
    const gone = refused(403, 'or it may not exist')
    const key = 'key-2'
    expect(await ask(scene, `/v1beta/${name}`, { key })).toMatchObject(gone)
    expect(await ask(scene, `/v1beta/${name}`, { key, method: 'DELETE' })).toMatchObject(gone)
    expect(await ask(scene, `/v1beta/${name}/documents`, { key })).toMatchObject(gone)
    expect(await send(scene, name, {}, key)).toMatchObject(gone)
    expect(await ask(scene, generate, { key, body: searching(name) })).toMatchObject(gone)
    expect((await ask(scene, generate, { body: searching(name) })).status).toBe(200)
  })

  test('is listed page by page, of at most twenty', async () => {
    await using scene = await openScene('gemini')
    const names = [await makeStore(scene), await makeStore(scene)]
    const first = (await ask(scene, `${stores}?pageSize=1`)).answer
    const next = await ask(scene, `${stores}?pageSize=1&pageToken=${first.nextPageToken}`)
    const shown = [...first.fileSearchStores, ...next.answer.fileSearchStores]
    expect(shown.map(({ name }) => name)).toEqual(names)
    expect(await ask(scene, `${stores}?pageSize=21`)).toMatchObject(refused(400, 'page'))
  })

  test('and a document are deleted by force alone, unless the store is empty', async () => {
    await using scene = await openScene('gemini')
    const name = await makeStore(scene)
    const document = await documentIn(scene, name)
    const remove = (path: string) => ask(scene, `/v1beta/${path}`, { method: 'DELETE' })
    const full = { status: 400, answer: { error: { status: 'FAILED_PRECONDITION' } } }
    expect(await remove(name)).toMatchObject(full)
    expect(await remove(document)).toMatchObject(full)
    expect(await remove(`${document}?force=yes`)).toMatchObject(refused(400, 'force'))
    expect(await remove(`${document}?force=true`)).toMatchObject({ status: 200 })
    expect(await remove(document)).toMatchObject({ status: 404 })
    expect(await remove(name)).toMatchObject({ status: 200 })
    expect(await remove(name)).toMatchObject({ status: 403 })
  })

  test.each<[string, object]>([
    ['no name', { fileSearchStoreNames: [] }],
    ['a bare name', { fileSearchStoreNames: ['notes'] }],
    ['an unknown field', { fileSearchStoreNames: ['fileSearchStores/a'], stores: 1 }],
  ])('is not searched by %s', async (_, fileSearch) => {
    await using scene = await openScene('gemini')
    const body = { ...searching(), tools: [{ fileSearch }] }
    expect((await ask(scene, generate, { body })).status).toBe(400)
  })
})

describe('a document', () => {
  test('is under way when it is first asked for, and then it is there', async () => {
    await using scene = await openScene('gemini')
    const store = await makeStore(scene)
    const told = { displayName: 'a', customMetadata: [{ key: 'year', numericValue: 1999 }] }
    const { answer, headers } = await send(scene, store, told)
    expect(headers.get('x-goog-upload-status')).toBe('final')
    expect(answer.name).toStartWith(`${store}/upload/operations/`)
    expect((await ask(scene, `/v1beta/${answer.name}`)).answer).toEqual({ name: answer.name })
    const { done, response } = (await ask(scene, `/v1beta/${answer.name}`)).answer
    expect([done, response.parent]).toEqual([true, store])
    expect((await ask(scene, `/v1beta/${response.documentName}`)).answer).toMatchObject({
      ...told,
      sizeBytes: '9',
      mimeType: 'text/plain',
    })
    expect((await ask(scene, `/v1beta/${store}`)).answer).toMatchObject({
      activeDocumentsCount: '1',
      sizeBytes: '9',
    })
  })

  test.each<[string, object, string]>([
    ['an unknown field', { surprise: 1 }, 'Unknown name "surprise"'],
    [
      'two values of one',
      { customMetadata: [{ key: 'a', stringValue: 'x', numericValue: 1 }] },
      'one value',
    ],
    ['no value', { customMetadata: [{ key: 'a' }] }, 'one value'],
    [
      'too many facts',
      { customMetadata: Array.from({ length: 21 }, () => ({ key: 'a', stringValue: 'x' })) },
      'custom_metadata',
    ],
    [
      'chunks that are too long',
      { chunkingConfig: { whiteSpaceConfig: { maxTokensPerChunk: 513 } } },
      'max_tokens_per_chunk',
    ],
    [
      'chunks that are all overlap',
      { chunkingConfig: { whiteSpaceConfig: { maxTokensPerChunk: 20, maxOverlapTokens: 20 } } },
      'max_overlap_tokens',
    ],
  ])('is refused for %s', async (_, told, words) => {
    await using scene = await openScene('gemini')
    expect(await send(scene, await makeStore(scene), told)).toMatchObject(refused(400, words))
  })

  test('comes of a file that is there', async () => {
    await using scene = await openScene('gemini')
    const store = await makeStore(scene)
    const uploaded = await ask(scene, '/upload/v1beta/files?uploadType=media', {
      headers: { 'content-type': 'text/csv' },
      body: 'a,b',
    })
    const { name: fileName } = uploaded.answer.file
    const importing = (body: object) => ask(scene, `/v1beta/${store}:importFile`, { body })
    const operation = (await importing({ fileName })).answer.name
    expect(operation).toStartWith(`${store}/operations/`)
    const listed = (await ask(scene, `/v1beta/${store}/documents`)).answer.documents
    expect(listed).toMatchObject([{ displayName: fileName, mimeType: 'text/csv' }])
    expect(await importing({ fileName: 'files/nobodys' })).toMatchObject(
      refused(403, 'File nobodys or it may not exist'),
    )
    expect(await importing({})).toMatchObject(refused(400, 'file_name: is required'))
    const metadata = { fileName, customMetadata: [{ key: 'a' }] }
    expect(await importing(metadata)).toMatchObject(refused(400, 'one value'))
  })

  /** Begins to send four bytes to a store. */
  const begin = (scene: Simulator, store: string, body = '{}') =>
    ask(scene, `/upload/v1beta/${store}:uploadToFileSearchStore`, {
      body,
      headers: {
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': '4',
        'x-goog-upload-header-content-type': 'text/plain',
      },
    })

  test('is not begun for a store that is not there, nor wrongly told of', async () => {
    await using scene = await openScene('gemini')
    expect(await begin(scene, 'fileSearchStores/nobodys')).toMatchObject(refused(403, 'nobodys'))
    expect(await begin(scene, await makeStore(scene), '{"surprise":1}')).toMatchObject(
      refused(400, 'surprise'),
    )
  })

  test('is not made in a store that was deleted meanwhile', async () => {
    await using scene = await openScene('gemini')
    const store = await makeStore(scene)
    const { headers } = await begin(scene, store)
    const address = (headers.get('x-goog-upload-url') ?? '').replace(scene.url, '')
    await ask(scene, `/v1beta/${store}`, { method: 'DELETE' })
    const last = { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' }
    expect(await ask(scene, address, { body: 'abcd', headers: last })).toMatchObject({
      status: 403,
    })
  })

  test('is listed page by page, of at most twenty', async () => {
    await using scene = await openScene('gemini')
    const store = await makeStore(scene)
    const made = [await documentIn(scene, store), await documentIn(scene, store)]
    const list = (query: string) => ask(scene, `/v1beta/${store}/documents?${query}`)
    const first = (await list('pageSize=1')).answer
    const next = (await list(`pageSize=1&pageToken=${first.nextPageToken}`)).answer
    expect([...first.documents, ...next.documents].map(({ name }) => name)).toEqual(made)
    expect(next.nextPageToken).toBeUndefined()
    expect(await list('pageSize=21')).toMatchObject(refused(400, 'page'))
  })

  test.each(['documents/1', 'operations/1', 'upload/operations/1'])(
    'and what made it are not found where there is none: %s',
    async (name) => {
      await using scene = await openScene('gemini')
      const store = await makeStore(scene)
      for (const holder of [store, 'fileSearchStores/nobodys'])
        expect((await ask(scene, `/v1beta/${holder}/${name}`)).status).toBe(404)
    },
  )

  test('that is begun for one store goes on for no other', async () => {
    await using scene = await openScene('gemini')
    const [one, two] = [await makeStore(scene), await makeStore(scene)]
    const { headers } = await begin(scene, one)
    const address = (headers.get('x-goog-upload-url') ?? '').replace(scene.url, '')
    const part = {
      body: 'abcd',
      headers: { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' },
    }
    expect((await ask(scene, address.replace(one, two), part)).status).toBe(404)
    expect(
      (await ask(scene, address.replace(`${one}:uploadToFileSearchStore`, 'files'), part)).status,
    ).toBe(404)
    expect((await ask(scene, address, part)).answer.name).toStartWith(one)
  })

  test('is not made of nothing', async () => {
    await using scene = await openScene('gemini')
    const store = await makeStore(scene)
    const path = `/upload/v1beta/${store}:uploadToFileSearchStore?uploadType=media`
    expect(await ask(scene, path, { method: 'POST' })).toMatchObject(refused(400, '1 to'))
  })
})
