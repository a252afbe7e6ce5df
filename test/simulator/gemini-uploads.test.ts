import { describe, expect, test } from 'bun:test'
import type { Simulator } from '../../src/simulator/index.ts'
import { ask, refused, type Asked } from './ask.ts'
import { openScene } from './scene.ts'
import { begin, part, start } from './gemini-things.ts'

describe('an upload', () => {
  const granule = 'a'.repeat(262_144)

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['without a length', { 'x-goog-upload-header-content-length': '' }, 'how long the file is'],
    ['by another command', { 'x-goog-upload-command': 'upload' }, 'begins with the command start'],
    ['by an unknown protocol', { 'x-goog-upload-protocol': 'pigeon' }, "protocol 'pigeon'"],
    ['without a type', { 'x-goog-upload-header-content-type': '' }, 'mime type'],
  ])('is not begun %s', async (_, headers, words) => {
    await using scene = await openScene('gemini')
    const asked = await ask(scene, '/upload/v1beta/files', start(4, headers))
    expect(asked).toMatchObject(refused(400, words))
  })

  test.each<[string, number, Asked, string]>([
    ['at a wrong offset', 4, part('upload, finalize', 1, 'abc'), "The offset is '1'"],
    ['of more than was announced', 4, part('upload, finalize', 0, 'abcde'), 'More comes'],
    ['of a part of any size', 500_000, part('upload', 0, 'abc'), 'a multiple of 262144'],
    ['that ends too early', 500_000, part('upload, finalize', 0, granule), '262144 of 500000'],
    ['by an unknown command', 4, part('uplaod', 0, 'abcd'), "command 'uplaod'"],
  ])('is refused parts %s', async (_, length, asked, words) => {
    await using scene = await openScene('gemini')
    expect(await ask(scene, await begin(scene, length), asked)).toMatchObject(refused(400, words))
  })

  test('is not begun with what no file has, nor for a name that another has', async () => {
    await using scene = await openScene('gemini')
    const beginWith = (file: object) =>
      ask(scene, '/upload/v1beta/files', { ...start(4), body: JSON.stringify({ file }) })
    expect(await beginWith({ surprise: 1 })).toMatchObject(refused(400, 'surprise'))
    const { headers } = await beginWith({ name: 'files/taken' })
    const address = (headers.get('x-goog-upload-url') ?? '').replace(scene.url, '')
    const { file } = (await ask(scene, address, part('upload, finalize', 0, 'abcd'))).answer
    expect(file.name).toBe('files/taken')
    expect(await beginWith({ name: 'files/taken' })).toMatchObject(refused(400, 'already exists'))
    expect((await beginWith({ name: 'files/free' })).status).toBe(200)
  })

  test.each<[string, string, string]>([
    ['whose type has no boundary', 'multipart/related', '--b\r\n\r\n{}\r\n--b\r\n\r\nx\r\n--b--'],
    ['of one part', 'multipart/related; boundary=b', '--b\r\n\r\n{}\r\n--b--'],
    ['that breaks off', 'multipart/related; boundary=b', '--b\r\n\r\n{}\r\n--b\r\n\r\nx'],
  ])('as a form is refused one %s', async (_, type, body) => {
    await using scene = await openScene('gemini')
    const headers = { 'content-type': type }
    const asked = await ask(scene, '/upload/v1beta/files?uploadType=multipart', { headers, body })
    expect(asked).toMatchObject(refused(400, 'is to be multipart/related'))
  })

  test.each([
    ['GET', '/upload/v1beta/files'],
    ['PUT', '/v1beta/files'],
    ['DELETE', '/v1beta/files'],
    ['POST', '/v1beta/other'],
  ])('has no such path: %s %s', async (method, path) => {
    await using scene = await openScene('gemini')
    expect(await ask(scene, path, { method })).toMatchObject(refused(404, 'no such path'))
  })

  test('is its account’s, and becomes a file there', async () => {
    await using scene = await openScene('gemini')
    const address = await begin(scene, 4)
    const last = part('upload, finalize', 0, 'abcd')
    expect((await ask(scene, address, { ...last, key: 'key-2' })).status).toBe(404)
    const { headers, answer } = await ask(scene, address, last)
    expect(headers.get('x-goog-upload-status')).toBe('final')
    expect(answer.file).toMatchObject({ displayName: 'a', mimeType: 'text/plain', sizeBytes: '4' })
  })
})

describe('an upload by ranges', () => {
  const told = { 'content-type': 'application/json', 'x-upload-content-type': 'text/plain' }

  const beginRanged = (scene: Simulator, headers: Readonly<Record<string, string>> = told) =>
    ask(scene, '/upload/v1beta/files?uploadType=resumable', { body: '{}', headers })

  const put = async (scene: Simulator, range: string, body: string | undefined, length: string) => {
    const announced = length === '' ? {} : { 'x-upload-content-length': length }
    const { headers } = await beginRanged(scene, { ...told, ...announced })
    const address = (headers.get('location') ?? '').replace(scene.url, '')
    return await ask(scene, address, { method: 'PUT', body, headers: { 'content-range': range } })
  }

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['without a type', {}, 'mime type of the file'],
    ['of a length that is none', { ...told, 'x-upload-content-length': 'long' }, 'how long'],
  ])('is not begun %s', async (_, headers, words) => {
    await using scene = await openScene('gemini')
    expect(await beginRanged(scene, headers)).toMatchObject(refused(400, words))
  })

  test.each<[string, string, string, string]>([
    ['that begin elsewhere', 'bytes 1-4/5', 'begin at 1 and 0', ''],
    ['of another length than they say', 'bytes 0-4/9', 'are not 4 bytes', ''],
    ['in other words', '0-3/4', 'Not a range', ''],
    ['of another file than was announced', 'bytes 0-3/4', '5 bytes were announced', '5'],
    ['of more than there is', 'bytes 0-3/3', 'More comes', ''],
    ['of any size', 'bytes 0-3/9', 'a multiple of 262144', ''],
    ['with a question', 'bytes */4', 'brings no bytes', ''],
  ])('is refused parts %s', async (_, range, words, length) => {
    await using scene = await openScene('gemini')
    expect(await put(scene, range, 'abcd', length)).toMatchObject(refused(400, words))
  })

  test('is not begun with what no file has', async () => {
    await using scene = await openScene('gemini')
    const body = '{"surprise":1}'
    const path = '/upload/v1beta/files?uploadType=resumable'
    expect(await ask(scene, path, { body, headers: told })).toMatchObject(refused(400, 'surprise'))
  })

  test('says what is here, and nothing of what is not', async () => {
    await using scene = await openScene('gemini')
    const asked = await put(scene, 'bytes */300000', undefined, '300000')
    expect([asked.status, asked.headers.get('range')]).toEqual([308, null])
    const bytes = 'a'.repeat(262_144)
    const first = await put(scene, 'bytes 0-262143/300000', bytes, '300000')
    expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-262143'])
  })

  test('is not found where none is', async () => {
    await using scene = await openScene('gemini')
    const asked = { method: 'PUT', body: 'abcd', headers: { 'content-range': 'bytes 0-3/4' } }
    expect((await ask(scene, '/upload/v1beta/files?upload_id=x', asked)).status).toBe(404)
  })

  test('becomes a file with its last part', async () => {
    await using scene = await openScene('gemini')
    const { answer } = await put(scene, 'bytes 0-3/4', 'abcd', '4')
    expect(answer.file).toMatchObject({ mimeType: 'text/plain', sizeBytes: '4' })
  })
})
