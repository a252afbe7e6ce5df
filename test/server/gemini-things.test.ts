import { describe, expect, test } from 'bun:test'
import { originOf, openSession, sealSession } from '../../src/server/gemini/upload-address.ts'
import { key, startFront, type TestFront } from './harness.ts'
import { answered } from './replies.ts'

const send = (
  front: TestFront,
  [method, path]: readonly [string, string],
  body?: string,
): Promise<Response> =>
  fetch(`${front.url}${path}`, {
    method,
    headers: { 'x-goog-api-key': key },
    ...(body === undefined ? {} : { body }),
  })

/** What is asked of whoever has the thing. */
const orderOf = async (asked: readonly [string, string], body?: string) => {
  await using front = startFront()
  const answer = send(front, asked, body)
  const order = await front.dispatches.next()
  front.reply(answered(order.exchange))
  expect((await answer).status).toBe(200)
  const { operation, resource, model, modelStart, scope, isStreaming } = order
  return { operation, resource, model, modelStart, scope, isStreaming, body: order.body }
}

const bare = { resource: '', model: '', modelStart: -1, scope: '', isStreaming: false, body: '' }
const store = '/v1beta/fileSearchStores/notes'

describe('a request about one thing names it to whoever has it', () => {
  test.each([
    ['GET', '/v1beta/files/a-1', 'retrieve', 'files/a-1'],
    ['GET', '/v1beta/files/a-1:download', 'download', 'files/a-1'],
    ['GET', '/download/v1beta/files/a-1:download', 'download', 'files/a-1'],
    ['DELETE', '/v1beta/files/a-1', 'delete', 'files/a-1'],
    ['GET', '/v1beta/cachedContents/c', 'retrieve', 'cachedContents/c'],
    ['DELETE', '/v1beta/cachedContents/c', 'delete', 'cachedContents/c'],
    ['GET', store, 'retrieve', 'fileSearchStores/notes'],
    ['DELETE', store, 'delete', 'fileSearchStores/notes'],
    ['GET', `${store}/documents`, 'list-documents', 'fileSearchStores/notes'],
    ['GET', `${store}/documents/d`, 'retrieve', 'fileSearchStores/notes/documents/d'],
    ['DELETE', `${store}/documents/d`, 'delete', 'fileSearchStores/notes/documents/d'],
    ['GET', `${store}/operations/o`, 'retrieve', 'fileSearchStores/notes/operations/o'],
    [
      'GET',
      `${store}/upload/operations/o`,
      'retrieve',
      'fileSearchStores/notes/upload/operations/o',
    ],
  ])('%s %s: %s of %s', async (method, path, operation, resource) => {
    expect(await orderOf([method, path])).toEqual({ ...bare, operation, resource } as never)
  })

  test('by the path of its channel, too', async () => {
    expect(await orderOf(['GET', '/custom/v1beta/files/a'])).toMatchObject({ scope: 'custom' })
    expect(await orderOf(['GET', `/custom${store}`])).toMatchObject({ scope: 'custom' })
  })

  test('with what is said of it', async () => {
    const change = await orderOf(['PATCH', '/v1beta/cachedContents/c'], '{"ttl":"60s"}')
    expect(change).toMatchObject({ operation: 'update', body: '{"ttl":"60s"}' })
    const imported = await orderOf(['POST', `${store}:importFile`], '{"fileName":"files/a"}')
    expect(imported).toMatchObject({
      operation: 'import-file',
      resource: 'fileSearchStores/notes',
      body: '{"fileName":"files/a"}',
    })
  })
})

describe('the making of a thing', () => {
  test('of a cached content names the model without the word for what that is', async () => {
    const body = '{"model":"models/gemini-x","ttl":"60s"}'
    expect(await orderOf(['POST', '/v1beta/cachedContents'], body)).toEqual({
      ...bare,
      operation: 'create-cache',
      model: 'gemini-x',
      body,
    })
  })

  test('of a cached content leaves a model alone that only looks alike', async () => {
    const body = '{"model":"tuned/models/x"}'
    const order = await orderOf(['POST', '/v1beta/cachedContents'], body)
    expect(order).toMatchObject({ model: 'tuned/models/x' })
  })

  test('of a store names none', async () => {
    const body = '{"displayName":"notes"}'
    expect(await orderOf(['POST', '/v1beta/fileSearchStores'], body)).toEqual({
      ...bare,
      operation: 'create-store',
      body,
    })
  })
})

describe('what leads to nothing that is kept is refused here', () => {
  test.each([
    ['GET', '/v1beta/files/a.b'],
    ['GET', '/v1beta/files/a%2Fb'],
    ['GET', '/v1beta/files/a:copy'],
    ['DELETE', '/v1beta/files/a:download'],
    ['GET', '/v1beta/cachedContents/c:download'],
    ['PATCH', '/v1beta/cachedContents/c:download'],
    ['GET', `${store}:download`],
    ['GET', '/download/v1beta/files/a:'],
    ['GET', `/v1beta/files/${'a'.repeat(1_000)}`],
    ['GET', '/download/v1beta/files/:download'],
    ['GET', '/download/v1beta/files/a'],
    ['GET', '/v1beta/files/a.b:download'],
    ['GET', '/v1beta/fileSearchStores/a.b'],
    ['GET', '/v1beta/fileSearchStores/a.b/documents/d'],
    ['GET', `${store}/documents/d.e`],
    ['POST', '/v1beta/fileSearchStores/a.b:importFile'],
    ['POST', '/upload/v1beta/fileSearchStores/a.b:uploadToFileSearchStore'],
    ['POST', '/upload/v1beta/fileSearchStores/notes:importFile'],
  ] as const)('%s %s', async (method, path) => {
    await using front = startFront()
    const answer = await send(front, [method, path], method === 'POST' ? '{}' : undefined)
    expect([answer.status, front.dispatches.all]).toEqual([404, []])
    expect(await answer.text()).toContain('Nothing that is kept')
  })

  test('and a method that no store has is told by its name', async () => {
    await using front = startFront()
    const answer = await send(front, ['POST', `${store}:empty`], '{}')
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining('has no method'),
    ])
  })

  test.each([
    ['POST', '/v1beta/fileSearchStores', '[]'],
    ['POST', '/v1beta/cachedContents', '{}'],
  ] as const)('and %s %s with %s is no request', async (method, path, body) => {
    await using front = startFront()
    expect((await send(front, [method, path], body)).status).toBe(400)
    expect(front.dispatches.all).toEqual([])
  })
})

describe('the address of an upload', () => {
  const session = { address: 'https://host/x', account: 'c/a', user: 'alice', key: 'laptop' }
  const seal = {
    seal: async (text: string, about: string) => `${about} ${text}`,
    open: async (sealed: string, about: string) =>
      sealed.startsWith(`${about} `) ? sealed.slice(about.length + 1) : undefined,
  }

  test('is read by who has sealed it, and is whole', async () => {
    expect(await openSession(seal, await sealSession(seal, session))).toEqual(session)
    expect(await openSession(seal, 'elsewhere {}')).toBeUndefined()
    for (const field of Object.keys(session)) {
      const sealed = `upload ${JSON.stringify({ ...session, [field]: 1 })}`
      expect(await openSession(seal, sealed)).toBeUndefined()
    }
    for (const text of ['?', 'null', '"x"'])
      expect(await openSession(seal, `upload ${text}`)).toBeUndefined()
  })

  test.each<[Record<string, string>, string]>([
    [{}, 'http://relay:8045'],
    [{ 'x-forwarded-proto': 'https' }, 'https://relay:8045'],
    [{ 'x-forwarded-host': 'ai.example' }, 'http://ai.example'],
    [{ 'x-forwarded-host': 'ai.example:81' }, 'http://ai.example:81'],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'ai.example' }, 'https://ai.example'],
    [{ 'x-forwarded-proto': 'xhttps' }, 'http://relay:8045'],
    [{ 'x-forwarded-proto': 'https, http' }, 'http://relay:8045'],
    [{ 'x-forwarded-host': 'ai.example/path' }, 'http://relay:8045'],
    [{ 'x-forwarded-host': 'a@ai.example' }, 'http://relay:8045'],
    [{ 'x-forwarded-host': 'ai.example:123456' }, 'http://relay:8045'],
  ])('with the headers %j begins with %s', (headers, origin) => {
    expect(originOf(new Request('http://relay:8045/upload', { headers }))).toBe(origin)
  })
})
