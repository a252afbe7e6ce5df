import { expect, test } from 'bun:test'
import { fromText } from '../../../src/protocol/bytes.ts'
import { protocols } from '../../../src/protocol/index.ts'
import { scanTopLevel } from '../../../src/protocol/json-scan.ts'

const { stored } = protocols.gemini

const namedIn = (request: object) => {
  const body = fromText(JSON.stringify(request))
  return stored?.readReferences(body, scanTopLevel(body, stored.keys))
}

const host = 'https://generativelanguage.googleapis.com/v1beta'

const saying = (...parts: readonly object[]) => ({ contents: [{ role: 'user', parts }] })

test.each(['cachedContent', 'cached_content'])('a request names its cache as %s', (field) => {
  expect(namedIn({ [field]: 'cachedContents/abc' })).toEqual([
    { field, id: 'cachedContents/abc', isNeeded: false },
  ])
})

test('a request names its files, the newest first', () => {
  const first = { fileData: { fileUri: `${host}/files/one`, mimeType: 'image/png' } }
  const second = { file_data: { file_uri: `${host}/files/two`, mime_type: 'image/png' } }
  expect(namedIn(saying(first, second))).toEqual([
    { field: 'contents', id: 'files/two', isNeeded: false },
    { field: 'contents', id: 'files/one', isNeeded: false },
  ])
})

test('videos, buckets and words about files name nothing', () => {
  const video = { fileData: { fileUri: 'https://www.youtube.com/watch?v=1' } }
  const bucket = { fileData: { fileUri: 'gs://bucket/files/one' } }
  const words = { text: `"fileUri": "${host}/files/one"` }
  expect(namedIn(saying(video, bucket, words))).toEqual([])
})
