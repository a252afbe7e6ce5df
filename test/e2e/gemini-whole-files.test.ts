import { describe, expect, test } from 'bun:test'
import { startProxy } from '../support/proxy.ts'
import { bytesOf } from '../support/raw-upload.ts'
import { clientKey, openWorld, type World } from '../support/relay-world.ts'
import { googleClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

describe('a file that is sent whole', () => {
  const related = [
    '--of-parts\r\nContent-Type: application/json\r\n\r\n{"file":{"displayName":"two"}}\r\n',
    '--of-parts\r\nContent-Type: text/csv\r\n\r\na,b\r\n1,\x00\xff\r\n--of-parts--\r\n',
  ].join('')

  const send = (query: string, type: string) =>
    fetch(`${world().url}/upload/v1beta/files${query}`, {
      method: 'POST',
      headers: { 'x-goog-api-key': clientKey, 'content-type': type },
      body: Buffer.from(related, 'latin1'),
    })

  test('may stand in a form with what is told of it', async () => {
    const response = await send('?uploadType=multipart', 'multipart/related; boundary=of-parts')
    expect(await response.json()).toMatchObject({
      file: { displayName: 'two', mimeType: 'text/csv', sizeBytes: '9' },
    })
  })

  test('may stand alone', async () => {
    const response = await send('?uploadType=media', 'text/x-parts')
    expect(await response.json()).toMatchObject({
      file: { mimeType: 'text/x-parts', sizeBytes: String(related.length) },
    })
  })

  const large = { global: { max_body_size: 4_096, max_upload_size: 1_000_000 } }

  const sendLarge = ({ url }: World, size: number, body: BodyInit = bytesOf(size)) =>
    fetch(`${url}/upload/v1beta/files?uploadType=media`, {
      method: 'POST',
      headers: { 'x-goog-api-key': clientKey, 'content-type': 'text/csv' },
      body,
    })

  test('passes through when it is large, byte for byte and with its type', async () => {
    await using own = await openWorld({ tree: large })
    const bytes = crypto.getRandomValues(new Uint8Array(65_536))
    const file = new Blob(Array.from({ length: 14 }, () => bytes))
    const response = await sendLarge(own, file.size, file.slice(0, file.size, 'text/csv'))
    const digest = Bun.SHA256.hash(await file.bytes(), 'hex')
    const { file: sent } = await response.json()
    expect(sent).toMatchObject({
      mimeType: 'text/csv',
      sizeBytes: String(file.size),
      sha256Hash: Buffer.from(digest).toString('base64'),
    })
    const { headers, query } = own.gemini.journal.entries.at(-1) ?? {}
    expect([headers?.['content-length'], query]).toEqual([String(file.size), 'uploadType=media'])
    expect((await googleClient(own).files.get({ name: sent.name })).sizeBytes).toBe(
      String(file.size),
    )
  })

  test.each([
    [262_144, 'global.max_body_size'],
    [1_000_001, 'global.max_upload_size'],
  ])('of %i bytes is limited by %s', async (size, setting) => {
    await using own = await openWorld({ tree: large })
    const response = await sendLarge(own, size)
    expect([response.status, await response.json()]).toMatchObject([
      413,
      { error: { message: expect.stringContaining(setting) } },
    ])
  })

  test.each([
    [262_144, [200, 2]],
    [262_145, [429, 1]],
  ])('of %i bytes is given to another account only if it is held here', async (size, told) => {
    await using own = await openWorld()
    const limit = { type: 'status', status: 429, retry: { type: 'seconds', seconds: 40 } } as const
    own.gemini.program({ operation: 'upload', fault: limit })
    const response = await sendLarge(own, size)
    const record = await own.recordOf(response.headers.get('x-request-id') ?? '')
    expect([response.status, record.attempts]).toEqual(told)
  })

  test('goes to another account when the way to the first is closed', async () => {
    const closed = await startProxy()
    await closed[Symbol.asyncDispose]()
    await using proxy = await startProxy()
    const ways = ['closed', 'open'] as const
    await using own = await openWorld({
      channels: (usual) =>
        usual.map((channel) => ({
          ...channel,
          credentials: channel.credentials.map((credential, at) => ({
            ...credential,
            proxy: ways[at],
          })),
        })),
      tree: {
        proxy: {
          proxy_pool: {
            enabled: true,
            auto_failover: false,
            proxies: [
              { id: 'closed', url: closed.url },
              { id: 'open', url: proxy.url },
            ],
          },
        },
      },
    })
    const answers = [await sendLarge(own, 500_000), await sendLarge(own, 500_000)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  })

  test('is refused when it does not say how it comes', async () => {
    const response = await send('', 'text/plain')
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining('X-Goog-Upload-Protocol: resumable') } },
    ])
  })
})
