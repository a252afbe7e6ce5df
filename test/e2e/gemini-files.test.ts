import { expect, test } from 'bun:test'
import { uploadsIn } from '../support/raw-upload.ts'
import { openWorld, otherClientKey } from '../support/relay-world.ts'
import { googleClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import {
  accountOfLast,
  askAbout,
  countAsked,
  flash,
  lastAsked,
  oneOfEach,
  refusalOf,
  upload,
} from '../support/gemini-things.ts'

const world = shareWorld()

test('a file is sent, shown and deleted at the account that took it, whichever that is', async () => {
  const ai = googleClient(world())
  for (const [account, { name }] of await oneOfEach(world(), () => upload(ai))) {
    expect(await ai.files.get({ name })).toMatchObject({ name, mimeType: 'text/plain' })
    expect(lastAsked(world())).toBe(`${account} GET /v1beta/${name}`)
    await ai.files.delete({ name })
    expect(lastAsked(world())).toBe(`${account} DELETE /v1beta/${name}`)
    expect(await refusalOf(ai.files.get({ name }))).toMatchObject({ status: 403 })
  }
})

test('a file arrives byte for byte, in as many parts as the library cuts it into', async () => {
  const ai = googleClient(world())
  const bytes = crypto.getRandomValues(new Uint8Array(65_536))
  const file = new Blob(Array.from({ length: 140 }, () => bytes))
  const { name, sizeBytes, sha256Hash } = await ai.files.upload({
    file,
    config: { mimeType: 'video/mp4', displayName: 'a film' },
  })
  const digest = Bun.SHA256.hash(await file.bytes(), 'hex')
  expect([sizeBytes, sha256Hash]).toEqual([
    String(file.size),
    Buffer.from(digest).toString('base64'),
  ])
  expect(
    uploadsIn(world())
      .slice(-2)
      .map(({ headers }) => headers['x-goog-upload-command']),
  ).toEqual(['upload', 'upload, finalize'])
  expect(await ai.files.get({ name: name ?? '' })).toMatchObject({ displayName: 'a film' })
})

test('a request that names a file goes to its account, in a stream and in a count as well', async () => {
  const ai = googleClient(world())
  for (const [account, file] of await oneOfEach(world(), () => upload(ai))) {
    for (let again = 0; again < 3; again += 1) {
      expect((await askAbout(ai, file)).text).toContain(`from ${account}`)
    }
    const contents = [{ role: 'user', parts: [{ fileData: { fileUri: file.uri } }] }]
    const stream = await ai.models.generateContentStream({ model: flash, contents })
    expect((await Array.fromAsync(stream)).length).toBeGreaterThan(1)
    expect(accountOfLast(world())).toBe(account)
    await ai.models.countTokens({ model: flash, contents })
    expect(lastAsked(world())).toBe(`${account} POST /v1beta/models/${flash}:countTokens`)
  }
})

test('a file that is sent by its path and named with underscores is found as well', async () => {
  using folder = temporaryFolder()
  const path = folder.file('notes.txt')
  await Bun.write(path, 'some notes')
  const ai = googleClient(world())
  const { uri: file_uri } = await ai.files.upload({ file: path })
  expect(world().gemini.journal.entries.at(-1)?.headers).toMatchObject({
    'x-goog-upload-file-name': 'notes.txt',
  })
  const account = accountOfLast(world())
  for (let again = 0; again < 3; again += 1) {
    const answer = await world().post(`/v1beta/models/${flash}:generateContent`, {
      contents: [{ parts: [{ fileData: { file_uri, mime_type: 'text/plain' } }] }],
    })
    expect([answer.status, accountOfLast(world())]).toEqual([200, account])
  }
})

test('a cached content is made where the file is that it holds', async () => {
  const ai = googleClient(world())
  const long = 'x'.repeat(20_000)
  for (const [account, file] of await oneOfEach(world(), () => upload(ai, long))) {
    const contents = [{ role: 'user', parts: [{ fileData: { fileUri: file.uri } }] }]
    await ai.caches.create({ model: flash, config: { contents } })
    expect(lastAsked(world())).toBe(`${account} POST /v1beta/cachedContents`)
  }
})

test('another user has no way to a file', async () => {
  const ai = googleClient(world())
  const other = googleClient(world(), { key: otherClientKey })
  const file = await upload(ai)
  const before = countAsked(world())
  const refused = { status: 404, message: expect.stringContaining(`'${file.name}' not found`) }
  expect(await refusalOf(other.files.get({ name: file.name }))).toMatchObject(refused)
  expect(await refusalOf(other.files.delete({ name: file.name }))).toMatchObject(refused)
  expect(await refusalOf(askAbout(other, file))).toMatchObject(refused)
  expect(countAsked(world())).toBe(before)
})

test('a list shows what its user sent, at all accounts, and nothing of others', async () => {
  const ai = googleClient(world())
  const other = googleClient(world(), { key: otherClientKey })
  const before = (await Array.fromAsync(await other.files.list())).length
  await oneOfEach(world(), () => upload(ai))
  const own = await oneOfEach(world(), () => upload(other))
  const names = (await Array.fromAsync(await other.files.list())).map(({ name }) => name)
  expect(names.length - before).toBeGreaterThanOrEqual(own.size)
  expect(names).toEqual(expect.arrayContaining([...own.values()].map(({ name }) => name)))
  const mine = (await Array.fromAsync(await ai.files.list())).map(({ name }) => name)
  expect(mine.filter((name) => names.includes(name))).toEqual([])
})

test('a file is asked about at its account although that rests, and refused with when it is back', async () => {
  await using own = await openWorld({ tree: { proxy: { scheduling: { max_wait_seconds: 0 } } } })
  const ai = googleClient(own)
  for (const [account, file] of await oneOfEach(own, () => upload(ai))) {
    own.gemini.program({
      account,
      times: 2,
      fault: { type: 'status', status: 429, retry: { type: 'seconds', seconds: 40 } },
    })
    expect(await refusalOf(askAbout(ai, file))).toMatchObject({ status: 429 })
    const response = await own.post(`/v1beta/models/${flash}:generateContent`, {
      contents: [{ role: 'user', parts: [{ fileData: { fileUri: file.uri } }] }],
    })
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeWithin(30, 41)
    expect(accountOfLast(own)).toBe(account)
  }
})

test('a file of an account that is out is asked for nowhere else', async () => {
  await using own = await openWorld({ tree: { proxy: { scheduling: { max_wait_seconds: 0 } } } })
  const ai = googleClient(own)
  const files = await oneOfEach(own, () => upload(ai))
  const file = files.get('one') ?? { name: '', uri: '' }
  own.gemini.program({ account: 'one', fault: { type: 'status', status: 401 } })
  expect(await refusalOf(askAbout(ai, file))).toMatchObject({ status: 503 })
  const before = countAsked(own)
  const response = await own.post(`/v1beta/models/${flash}:generateContent`, {
    contents: [{ role: 'user', parts: [{ fileData: { fileUri: file.uri } }] }],
  })
  expect(response.status).toBe(503)
  expect(countAsked(own)).toBe(before)
  expect((await askAbout(ai, files.get('two') ?? file)).text).toContain('from two')
})

test('a file is found where it is after a restart, and listed', async () => {
  await using first = await openWorld()
  const files = await oneOfEach(first, () => upload(googleClient(first)))
  await using again = await first.restart()
  const ai = googleClient(again)
  for (const [account, file] of files) {
    expect((await askAbout(ai, file)).text).toContain(`from ${account}`)
    expect(await ai.files.get({ name: file.name })).toMatchObject({ name: file.name })
  }
  const listed = (await Array.fromAsync(await ai.files.list())).map(({ name }) => name)
  expect(listed).toEqual(expect.arrayContaining([...files.values()].map(({ name }) => name)))
})

test('a file of an account that is gone is not looked for elsewhere', async () => {
  await using first = await openWorld()
  const files = await oneOfEach(first, () => upload(googleClient(first)))
  const file = files.get('two') ?? { name: '', uri: '' }
  first.apply({ accounts: [{ key: 'sk-simulated-one', name: 'one' }] })
  const before = countAsked(first)
  const gone = { status: 404, message: expect.stringContaining('no longer configured') }
  expect(await refusalOf(askAbout(googleClient(first), file))).toMatchObject(gone)
  expect(await refusalOf(googleClient(first).files.get({ name: file.name }))).toMatchObject(gone)
  expect(countAsked(first)).toBe(before)
})

test('an unknown file is refused by its upstream in its own words, and its account serves on', async () => {
  const ai = googleClient(world(), { key: otherClientKey })
  const unknown = { uri: 'https://generativelanguage.googleapis.com/v1beta/files/nobodys' }
  for (let again = 0; again < 4; again += 1)
    expect(await refusalOf(askAbout(ai, unknown))).toMatchObject({
      status: 403,
      message: expect.stringContaining('or it may not exist'),
    })
  const asked = world()
    .gemini.journal.entries.filter(({ path }) => path.includes(':generate'))
    .slice(-4)
  expect(new Set(asked.map(({ account }) => account)).size).toBe(2)
  expect((await ai.models.generateContent({ model: flash, contents: 'Say one.' })).text).toContain(
    'simulated',
  )
})

test('by the stable version an OpenAI client finds no files', async () => {
  const response = await world().get('/v1/files')
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { code: 'path_not_found' } },
  ])
})
