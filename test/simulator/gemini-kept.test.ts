import { describe, expect, test } from 'bun:test'
import type { Simulator } from '../../src/simulator/index.ts'
import { manualClock } from '../support/manual-clock.ts'
import { ask, refused } from './ask.ts'
import { openScene } from './scene.ts'
import { begin, part, start } from './gemini-things.ts'

const user = (text: string) => [{ role: 'user', parts: [{ text }] }]
const model = 'models/gemini-2.5-flash'
const long = { model, contents: user('word '.repeat(1_100)) }
const caches = '/v1beta/cachedContents'
const generate = `/v1beta/${model}:generateContent`

describe('a cached content', () => {
  test('is kept for an hour, unless something else is said', async () => {
    await using scene = await openScene('gemini', { clock: manualClock() })
    const lifeOf = async (end: object) => {
      const { answer } = await ask(scene, caches, { body: { ...long, ...end } })
      return Date.parse(answer.expireTime) - Date.parse(answer.createTime)
    }
    expect([await lifeOf({}), await lifeOf({ ttl: '90.5s' })]).toEqual([3_600_000, 90_500])
  })

  test.each<[string, object, string]>([
    ['too little', { contents: user('short') }, 'total_token_count=2, min_total_token_count=1024'],
    ['two ends', { ttl: '60s', expireTime: '2999-01-01T00:00:00Z' }, 'already set'],
    ['an end that is past', { expireTime: '1999-01-01T00:00:00Z' }, 'in the future'],
    ['a ttl without its unit', { ttl: '60' }, 'ttl'],
    ['a bare model', { model: 'gemini-2.5-flash' }, 'unexpected model name format'],
    ['an unknown field', { surprise: 1 }, 'Unknown name "surprise"'],
  ])('is refused for %s', async (_, changed, words) => {
    await using scene = await openScene('gemini')
    const asked = await ask(scene, caches, { body: { ...long, ...changed } })
    expect(asked).toMatchObject(refused(400, words))
  })

  test('is made for no model that is not there, and not changed or deleted where there is none', async () => {
    await using scene = await openScene('gemini')
    const body = { ...long, model: 'models/gemini-0' }
    expect(await ask(scene, caches, { body })).toMatchObject(refused(404, 'gemini-0'))
    const gone = refused(403, 'CachedContent not found')
    const path = `${caches}/nobodys`
    expect(await ask(scene, path, { method: 'PATCH', body: { ttl: '9s' } })).toMatchObject(gone)
    expect(await ask(scene, path, { method: 'DELETE' })).toMatchObject(gone)
  })

  test('is listed page by page, with its name', async () => {
    await using scene = await openScene('gemini')
    const make = (displayName: string) => ask(scene, caches, { body: { ...long, displayName } })
    const made = [(await make('a')).answer, (await make('b')).answer]
    const first = (await ask(scene, `${caches}?pageSize=1`)).answer
    const next = (await ask(scene, `${caches}?pageSize=1&pageToken=${first.nextPageToken}`)).answer
    expect([...first.cachedContents, ...next.cachedContents]).toEqual(made)
    expect(made.map(({ displayName }) => displayName)).toEqual(['a', 'b'])
    expect(next.nextPageToken).toBeUndefined()
  })

  test('does not exist for another account, nor after its end', async () => {
    const clock = manualClock()
    await using scene = await openScene('gemini', { clock })
    const { name } = (await ask(scene, caches, { body: { ...long, ttl: '60s' } })).answer
    const gone = refused(403, 'CachedContent not found (or permission denied)')
    const body = { contents: user('hi'), cachedContent: name }
    expect(await ask(scene, `/v1beta/${name}`, { key: 'key-2' })).toMatchObject(gone)
    expect(await ask(scene, generate, { key: 'key-2', body })).toMatchObject(gone)
    expect((await ask(scene, generate, { body })).status).toBe(200)
    clock.advance(60_000)
    expect(await ask(scene, generate, { body })).toMatchObject(gone)
    expect((await ask(scene, caches)).answer).toEqual({})
  })

  test('can be kept longer, and nothing else of it be changed', async () => {
    await using scene = await openScene('gemini')
    const { name, expireTime } = (await ask(scene, caches, { body: long })).answer
    const path = `/v1beta/${name}`
    const patch = (query: string, body: object) =>
      ask(scene, path + query, { method: 'PATCH', body })
    const longer = await patch('?updateMask=ttl', { ttl: '9000s' })
    expect(Date.parse(longer.answer.expireTime)).toBeGreaterThan(Date.parse(expireTime))
    expect(await patch('', { displayName: 'x' })).toMatchObject(refused(400, 'displayName'))
    expect(await patch('', {})).toMatchObject(refused(400, 'must be set'))
    expect(await patch('', { ttl: '0s' })).toMatchObject(refused(400, 'in the future'))
    expect(await patch('?updateMask=expireTime', { ttl: '9s' })).toMatchObject(
      refused(400, 'update_mask'),
    )
  })

  test('counts as read from a cache, and is for its model, without instructions beside it', async () => {
    await using scene = await openScene('gemini')
    const { name } = (await ask(scene, caches, { body: long })).answer
    const body = { contents: user('hi'), cachedContent: name }
    expect((await ask(scene, generate, { body })).answer.usageMetadata).toMatchObject({
      promptTokenCount: 1_103,
      cachedContentTokenCount: 1_101,
    })
    const systemInstruction = { parts: [{ text: 'Be brief.' }] }
    expect(await ask(scene, generate, { body: { ...body, systemInstruction } })).toMatchObject(
      refused(400, 'can not be used with GenerateContent request setting system_instruction'),
    )
    const other = '/v1beta/models/gemini-2.5-pro:generateContent'
    expect(await ask(scene, other, { body })).toMatchObject(refused(400, 'has to be the same'))
  })
})

const whole = async (scene: Simulator, text: string) =>
  (await ask(scene, await begin(scene, text.length), part('upload, finalize', 0, text))).answer.file

describe('a file', () => {
  test('does not exist for another account, nor after two days', async () => {
    const clock = manualClock()
    await using scene = await openScene('gemini', { clock })
    const { name, uri } = await whole(scene, 'abcd')
    const gone = refused(403, `File ${name.slice(6)} or it may not exist`)
    const body = { contents: [{ parts: [{ fileData: { fileUri: uri } }] }] }
    expect(await ask(scene, `/v1beta/${name}`, { key: 'key-2' })).toMatchObject(gone)
    expect(await ask(scene, generate, { key: 'key-2', body })).toMatchObject(gone)
    expect((await ask(scene, generate, { body })).status).toBe(200)
    clock.advance(48 * 3_600_000)
    expect(await ask(scene, generate, { body })).toMatchObject(gone)
  })

  test('may be told of and named with underscores, as the library for Python does', async () => {
    await using scene = await openScene('gemini')
    const told = { display_name: 'a', mime_type: 'text/csv', size_bytes: 4 }
    const body = JSON.stringify({ file: told })
    const { headers } = await ask(scene, '/upload/v1beta/files', { ...start(4), body })
    const address = (headers.get('x-goog-upload-url') ?? '').replace(scene.url, '')
    const { file } = (await ask(scene, address, part('upload, finalize', 0, 'abcd'))).answer
    expect(file).toMatchObject({ displayName: 'a' })
    const parts = [{ fileData: { file_uri: file.uri, mime_type: 'text/csv' } }]
    expect((await ask(scene, generate, { body: { contents: [{ parts }] } })).status).toBe(200)
  })

  test('is listed page by page, deleted, and not given back', async () => {
    await using scene = await openScene('gemini')
    const [one, two] = [await whole(scene, 'a'), await whole(scene, 'b')]
    const first = (await ask(scene, '/v1beta/files?pageSize=1')).answer
    expect(first.files).toEqual([one])
    const next = await ask(scene, `/v1beta/files?pageSize=1&pageToken=${first.nextPageToken}`)
    expect(next.answer).toEqual({ files: [two] })
    expect(await ask(scene, `/download/v1beta/${one.name}:download?alt=media`)).toMatchObject(
      refused(400, 'only generated files'),
    )
    expect((await ask(scene, `/v1beta/${one.name}`, { method: 'DELETE' })).answer).toEqual({})
    expect((await ask(scene, '/v1beta/files')).answer).toEqual({ files: [two] })
    expect(await ask(scene, `/v1beta/${one.name}`, { method: 'DELETE' })).toMatchObject({
      status: 403,
    })
  })

  test.each(['pageSize=101', 'pageSize=0', 'pageSize=1.5', 'pageToken=x'])(
    'is on no page of %s',
    async (query) => {
      await using scene = await openScene('gemini')
      expect(await ask(scene, `/v1beta/files?${query}`)).toMatchObject(refused(400, 'Not a page'))
    },
  )
})
