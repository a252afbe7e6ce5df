import { describe, expect, test } from 'bun:test'
import { fromText } from '../../../src/protocol/bytes.ts'
import type { Operation } from '../../../src/protocol/operation.ts'
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
    { field, id: 'cachedContents/abc', isNeeded: true, isShared: true },
  ])
})

test('a request names its files, the newest first', () => {
  const first = { fileData: { fileUri: `${host}/files/one`, mimeType: 'image/png' } }
  const second = { file_data: { file_uri: `${host}/files/two`, mime_type: 'image/png' } }
  expect(namedIn(saying(first, second))).toEqual([
    { field: 'contents', id: 'files/two', isNeeded: true, isShared: true },
    { field: 'contents', id: 'files/one', isNeeded: true, isShared: true },
  ])
})

test('a file that is named twice is named once', () => {
  const file = { fileData: { fileUri: `${host}/files/one` } }
  expect(namedIn(saying(file, file))?.map(({ id }) => id)).toEqual(['files/one'])
})

test.each(['fileSearchStoreNames', 'file_search_store_names'])(
  'a request names the stores that its tools search, as %s',
  (field) => {
    const search = {
      fileSearch: { [field]: ['fileSearchStores/a', 'fileSearchStores/b'], topK: 2 },
    }
    expect(namedIn({ tools: [{ codeExecution: {} }, search] })).toEqual([
      { field: 'tools', id: 'fileSearchStores/a', isNeeded: true, isShared: true },
      { field: 'tools', id: 'fileSearchStores/b', isNeeded: true, isShared: true },
    ])
  },
)

test('what is named with escapes is named all the same', () => {
  const files = `{"contents":[{"parts":[{"fileD\\u0061ta":{"file\\u0055ri":"${host}/f\\u0069les/one"}}]}]}`
  const stores =
    '{"tools":[{"fileSearch":{"fileSearchStore\\u004Eames":["fileSearchStores\\/a"]},"x":"\u00c3\u00a9"}]}'
  const namedAs = (body: string) =>
    stored?.readReferences(body, scanTopLevel(body, stored.keys)).map(({ id }) => id)
  expect([namedAs(files), namedAs(stores)]).toEqual([['files/one'], ['fileSearchStores/a']])
})

test.each(['?alt=media', '/', '#a'])(
  'what follows on the name of a file (%s) is no part of it',
  (rest) => {
    const file = { fileData: { fileUri: `${host}/files/one${rest}` } }
    expect(namedIn(saying(file))?.map(({ id }) => id)).toEqual(['files/one'])
  },
)

test('a file may be named without its address', () => {
  expect(namedIn(saying({ fileData: { fileUri: 'files/one' } }))?.map(({ id }) => id)).toEqual([
    'files/one',
  ])
})

test('a word that is no key, and a key of another kind, name nothing', () => {
  const odd = { fileUri: { nested: true }, list: ['fileUri', `${host}/files/one`] }
  const search = {
    fileSearchStoreNames: 'fileSearchStores/a',
    enum: ['fileSearchStoreNames', ['x']],
  }
  expect(namedIn({ ...saying(odd), tools: [search] })).toEqual([])
})

test('a function that speaks of stores names none', () => {
  const properties = {
    fileSearchStoreNames: { type: 'array', description: '"fileSearchStoreNames": ["x"]' },
  }
  const parametersJsonSchema = { properties, required: ['fileSearchStoreNames'] }
  const functionDeclarations = [{ name: 'find', parametersJsonSchema }]
  const odd = { fileSearch: { fileSearchStoreNames: ['notes', 7, 'fileSearchStores/../files'] } }
  expect(namedIn({ tools: [{ functionDeclarations }, odd] })).toEqual([])
})

test.each(['fileName', 'file_name'])('an import names its file as %s', (field) => {
  expect(namedIn({ [field]: 'files/one' })).toEqual([
    { field, id: 'files/one', isNeeded: true, isShared: true },
  ])
})

test('of very many files all are named that a model could take', () => {
  const files = Array.from({ length: 4_000 }, (_, number) => ({
    fileData: { fileUri: `${host}/files/${number}` },
  }))
  expect(namedIn(saying(...files))).toHaveLength(4_000)
})

test('videos, buckets and words about files name nothing', () => {
  const video = { fileData: { fileUri: 'https://www.youtube.com/watch?v=1' } }
  const bucket = { fileData: { fileUri: 'gs://bucket/files/one' } }
  const words = { text: `"fileUri": "${host}/files/one"` }
  expect(namedIn(saying(video, bucket, words))).toEqual([])
})

test('a count names what the request in it names', () => {
  const { contents } = saying({ fileData: { fileUri: `${host}/files/one` } })
  const tools = [{ fileSearch: { fileSearchStoreNames: ['fileSearchStores/a'] } }]
  const generateContentRequest = { cachedContent: 'cachedContents/abc', contents, tools }
  expect(namedIn({ generateContentRequest })?.map(({ id }) => id)).toEqual([
    'cachedContents/abc',
    'fileSearchStores/a',
    'files/one',
  ])
})

describe('what an answer says that is kept', () => {
  const made = (operation: Operation, answer: unknown) =>
    stored?.readMade(fromText(JSON.stringify(answer)), operation)

  test('a cached content has its name at the top', () => {
    const answer = { name: 'cachedContents/abc', model: 'models/gemini-2.5-flash' }
    expect(made('create-cache', answer)).toEqual(['cachedContents/abc'])
  })

  test('a store has its name at the top', () => {
    const answer = { name: 'fileSearchStores/notes-1', displayName: 'Notes' }
    expect(made('create-store', answer)).toEqual(['fileSearchStores/notes-1'])
  })

  test.each<[Operation, unknown]>([
    ['create-store', { name: 'fileSearchStores/a b' }],
    ['create-cache', { model: 'models/m' }],
    ['upload', { file: { name: 7 } }],
    ['upload', { file: 'files/one' }],
  ])('what nobody could ask for is not made by %s', (operation, answer) => {
    expect(made(operation, answer)).toEqual([])
  })

  test('what is sent to a store is no file, and lies where the store is', () => {
    const answer = { name: 'fileSearchStores/notes-1/upload/operations/2' }
    expect(made('continue-upload', answer)).toEqual([])
    expect(made('import-file', answer)).toEqual([])
  })

  test.each<Operation>(['upload', 'continue-upload', 'put-upload'])(
    'a file has it within, after %s',
    (way) => {
      expect(made(way, { file: { uri: `${host}/files/one`, name: 'files/one' } })).toEqual([
        'files/one',
      ])
    },
  )

  test('part of an upload makes nothing yet, nor does an answer of a model', () => {
    expect(stored?.readMade('', 'continue-upload')).toEqual([])
    expect(made('generate', { name: 'files/one', candidates: [] })).toEqual([])
  })
})

test('the model that a cached content is for gets its name at the upstream', () => {
  const body = '{"model":"models/alias" ,"ttl":"60s"}'
  expect(stored?.renamed?.(body, 'gemini-2.5-flash')).toBe(
    '{"model":"models/gemini-2.5-flash" ,"ttl":"60s"}',
  )
  expect(stored?.renamed?.(body, 'alias')).toBe(body)
})

describe('what is named', () => {
  const idsIn = (request: object) => namedIn(request)?.map(({ id }) => id)
  const file = (name: string) => ({ fileData: { fileUri: `${host}/files/${name}` } })
  const searching = (names: unknown) => ({
    tools: [{ fileSearch: { fileSearchStoreNames: names } }],
  })

  test('twice stands where it was named last', () => {
    expect(idsIn(saying(file('one'), file('two'), file('one')))).toEqual(['files/one', 'files/two'])
  })

  test.each(['cached contents/a', 'cachedContents/a\nfiles/b', '', 'x'.repeat(300)])(
    'is no name that could be read as another: %j',
    (cachedContent) => {
      expect(idsIn({ cachedContent })).toEqual([])
    },
  )

  test.each([
    ['in a path of something else', ['x/fileSearchStores/a']],
    ['with something that lies in it', ['fileSearchStores/a/documents/b']],
    ['in a list of its own', [['fileSearchStores/a']]],
    ['in no list', 'fileSearchStores/a'],
  ])('is no store %s', (_name, names) => {
    expect(idsIn(searching(names))).toEqual([])
  })

  test('is no file where there is no address', () => {
    expect(idsIn(saying({ fileData: { fileUri: { files: [`${host}/files/one`] } } }))).toEqual([])
  })

  test('stands where it is meant, and nowhere else in a request', () => {
    expect(idsIn({ labels: { ...file('one'), ...searching(['fileSearchStores/a']) } })).toEqual([])
    expect(idsIn({ ...saying({ text: 'Hello.' }), labels: file('one'), tools: [] })).toEqual([])
  })

  test('is looked for in what is no JSON without harm', () => {
    const body = '{"tools":[{"fileSearchStoreNames":[tru]}],"contents":[{"fileUri":"\\u00zz"}]}'
    expect(stored?.readReferences(body, scanTopLevel(body, stored.keys))).toEqual([])
  })

  test('is told up to a number that no model takes', () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `${index}`)
    const stores = names.map((name) => `fileSearchStores/${name}`)
    expect(idsIn(searching(stores))).toEqual(stores.slice(0, 4_096))
    expect(idsIn(saying(...names.map(file)))).toEqual(
      names
        .toReversed()
        .slice(0, 4_096)
        .map((name) => `files/${name}`),
    )
  })
})
