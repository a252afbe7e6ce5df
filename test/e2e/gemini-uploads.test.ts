import { describe, expect, test } from 'bun:test'
import { accountOfLast, countAsked } from '../support/gemini-things.ts'
import { serveCanned } from '../support/canned-server.ts'
import { startProxy } from '../support/proxy.ts'
import { addressOfUpload, lastPart, sendPart, standOf, startUpload } from '../support/raw-upload.ts'
import {
  clientKey,
  openWorld,
  otherClientKey,
  twoAccounts,
  type World,
} from '../support/relay-world.ts'
import { googleClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

const granule = 262_144
const bytesOf = (size: number) => new Uint8Array(size).fill(97)

const uploadsIn = ({ gemini } = world()) =>
  gemini.journal.entries.filter(({ query }) => query.includes('upload_id'))

describe('the address of an upload', () => {
  test('is ours, and tells nothing of account, upstream or key', async () => {
    const response = await startUpload(world(), 4)
    const address = new URL(response.headers.get('x-goog-upload-url') ?? '')
    expect(address.origin + address.pathname).toBe(`${world().url}/upload/v1beta/files`)
    const id = address.searchParams.get('upload_id') ?? ''
    const readable = Buffer.from(id, 'base64').toString('latin1') + id
    for (const secret of ['sk-', 'aistudio', 'simulated', '127.0.0.1', 'tester', clientKey])
      expect(readable).not.toContain(secret)
    expect(response.headers.get('x-goog-upload-control-url')).toBeNull()
    expect(standOf(response)).toEqual([200, 'active', null])
  })

  test('names the host by which a proxy before us was asked', async () => {
    const address = await addressOfUpload(world(), 4, {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'relay.example:8443',
    })
    expect(address).toStartWith('https://relay.example:8443/upload/v1beta/files?upload_id=')
  })

  test('stays below the path of its channel', async () => {
    const scoped = { url: `${world().url}/aistudio` }
    const address = await addressOfUpload(scoped, 4)
    expect(address).toStartWith(`${scoped.url}/upload/v1beta/files?`)
    const response = await sendPart(address, { command: lastPart, offset: 0, body: 'abcd' })
    expect(standOf(response)).toEqual([200, 'final', null])
  })

  test('takes the bytes to the account that gave it, without a key', async () => {
    for (let again = 0; again < 4; again += 1) {
      const address = await addressOfUpload(world(), 4)
      const account = accountOfLast(world())
      const response = await sendPart(address, { command: lastPart, offset: 0, body: 'abcd' })
      expect(await response.json()).toMatchObject({ file: { sizeBytes: '4' } })
      expect(response.headers.get('x-switchyard-account')).toBe(`aistudio/${account}`)
    }
  })

  test('is refused when anything of it was changed, and no upstream hears of it', async () => {
    const address = new URL(await addressOfUpload(world(), 4))
    const id = address.searchParams.get('upload_id') ?? ''
    const before = countAsked(world())
    const flip = (at: number) =>
      `${id.slice(0, at)}${id[at] === 'A' ? 'B' : 'A'}${id.slice(at + 1)}`
    for (const forged of [flip(0), flip(20), flip(id.length - 8), id.slice(4), '', 'x']) {
      address.searchParams.set('upload_id', forged)
      const response = await sendPart(address.href, { command: lastPart, offset: 0, body: 'abcd' })
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { error: { message: expect.stringContaining('Begin the upload anew') } },
      ])
    }
    expect(countAsked(world())).toBe(before)
  })

  test('is refused with the key of another user, and good with that of its own', async () => {
    const address = await addressOfUpload(world(), 4)
    const part = { command: lastPart, offset: 0, body: 'abcd' }
    const foreign = { ...part, headers: { 'x-goog-api-key': otherClientKey } }
    expect((await sendPart(address, foreign)).status).toBe(400)
    const own = { ...part, headers: { 'x-goog-api-key': clientKey } }
    expect((await sendPart(address, own)).status).toBe(200)
  })

  test('ends with the key that it was given to', async () => {
    await using own = await openWorld()
    const address = await addressOfUpload(own, 4)
    own.applyClients(new Map())
    const response = await sendPart(address, { command: lastPart, offset: 0, body: 'abcd' })
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { error: { message: expect.stringContaining('not valid any more') } },
    ])
  })

  test('is good after a restart', async () => {
    await using first = await openWorld()
    const address = new URL(await addressOfUpload(first, 4))
    await using again = await first.restart()
    const moved = again.url + address.pathname + address.search
    const response = await sendPart(moved, { command: lastPart, offset: 0, body: 'abcd' })
    expect(standOf(response)).toEqual([200, 'final', null])
  })

  test('is of no use when its account is gone', async () => {
    await using own = await openWorld()
    const address = await addressOfUpload(own, 4)
    const account = accountOfLast(own)
    own.apply({ accounts: twoAccounts.filter(({ name }) => name !== account) })
    const response = await sendPart(address, { command: lastPart, offset: 0, body: 'abcd' })
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { error: { message: expect.stringContaining('no longer configured') } },
    ])
  })
})

describe('an upload in parts', () => {
  test('goes on where it stands, and says where that is', async () => {
    const address = await addressOfUpload(world(), granule + 3)
    const first = { command: 'upload', offset: 0, body: bytesOf(granule) }
    expect(standOf(await sendPart(address, first))).toEqual([200, 'active', null])
    const asked = await sendPart(address, { command: 'query' })
    expect(standOf(asked)).toEqual([200, 'active', String(granule)])
    const last = await sendPart(address, { command: lastPart, offset: granule, body: 'abc' })
    expect(await last.json()).toMatchObject({ file: { sizeBytes: String(granule + 3) } })
  })

  test('hears from its upstream that an offset is wrong', async () => {
    const address = await addressOfUpload(world(), granule + 3)
    const response = await sendPart(address, { command: lastPart, offset: 7, body: 'abc' })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining("The offset is '7' and 0 bytes are here.") } },
    ])
  })

  test('can be given up', async () => {
    const address = await addressOfUpload(world(), 4)
    expect(standOf(await sendPart(address, { command: 'cancel' }))).toEqual([
      200,
      'cancelled',
      null,
    ])
    const late = await sendPart(address, { command: lastPart, offset: 0, body: 'abcd' })
    expect(late.status).toBe(404)
  })

  test('may be ended by a request that brings nothing', async () => {
    const address = await addressOfUpload(world(), 4)
    const all = await sendPart(address, { command: 'upload', offset: 0, body: 'abcd' })
    expect(standOf(all)).toEqual([200, 'active', null])
    expect(standOf(await sendPart(address, { command: 'finalize' }))).toEqual([200, 'final', null])
  })

  test('is asked of its upstream once when that breaks, and goes on from what has arrived', async () => {
    const address = await addressOfUpload(world(), granule + 3)
    const before = uploadsIn().length
    world().gemini.program({ operation: 'upload', fault: { type: 'reset' } })
    const part = { command: 'upload', offset: 0, body: bytesOf(granule) }
    expect((await sendPart(address, part)).status).toBe(502)
    expect(uploadsIn().length).toBe(before + 1)
    const asked = await sendPart(address, { command: 'query' })
    expect(standOf(asked)).toEqual([200, 'active', String(granule)])
    const last = await sendPart(address, { command: lastPart, offset: granule, body: 'abc' })
    expect(standOf(last)).toEqual([200, 'final', null])
  })

  test('whose length nobody has told is read here first', async () => {
    const address = await addressOfUpload(world(), 6)
    const body = new Response('abcdef').body ?? ''
    const response = await sendPart(address, { command: lastPart, offset: 0, body })
    expect(await response.json()).toMatchObject({ file: { sizeBytes: '6' } })
  })

  test('is recorded with its bytes and its user', async () => {
    const address = await addressOfUpload(world(), 5_000)
    const body = bytesOf(5_000)
    const response = await sendPart(address, { command: lastPart, offset: 0, body })
    const record = await world().recordOf(response.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({
      operation: 'continue-upload',
      user: 'tester',
      key: 'test key',
      bytesIn: 5_000,
      attempts: 1,
      upstreamModel: '',
    })
  })
})

test('an upstream is told how long a part is before it comes', async () => {
  const address = await addressOfUpload(world(), 5_000)
  await sendPart(address, { command: lastPart, offset: 0, body: bytesOf(5_000) })
  const { headers } = uploadsIn().at(-1) ?? {}
  expect([headers?.['content-length'], headers?.['transfer-encoding']]).toEqual(['5000', undefined])
})

test('what belongs to uploads passes with nothing else, in neither direction', async () => {
  const asked: Request[] = []
  const told = { 'x-goog-upload-url': 'https://elsewhere', 'x-goog-request-id': 'r' }
  await using upstream = serveCanned((request) => {
    asked.push(request)
    return Response.json({ candidates: [] }, { headers: told })
  })
  await using own = await openWorld({
    channels: () => [
      {
        id: 'aistudio',
        settings: { base_url: upstream.url },
        credentials: [{ id: 'only', secret: 'sk-simulated-only' }],
      },
    ],
  })
  const response = await own.post(
    '/v1beta/models/gemini-2.5-flash:generateContent',
    { contents: [{ parts: [{ text: 'hi' }] }] },
    { headers: { 'x-goog-upload-protocol': 'resumable' } },
  )
  expect(response.headers.get('x-goog-request-id')).toBe('r')
  expect(response.headers.get('x-goog-upload-url')).toBeNull()
  expect(asked.map(({ headers }) => headers.get('x-goog-upload-protocol'))).toEqual(
    asked.map(() => null),
  )
})

describe('how large an upload may be', () => {
  const limits = { global: { max_body_size: 4_096, max_upload_size: 1_000_000 } }

  test('is no matter of what is held here, as long as its bytes pass through', async () => {
    await using own = await openWorld({ tree: limits })
    const address = await addressOfUpload(own, 900_000)
    const body = bytesOf(900_000)
    const response = await sendPart(address, { command: lastPart, offset: 0, body })
    expect(await response.json()).toMatchObject({ file: { sizeBytes: '900000' } })
  })

  test('has a limit of its own, told by its name', async () => {
    await using own = await openWorld({ tree: limits })
    const address = await addressOfUpload(own, 1_000_001)
    const body = bytesOf(1_000_001)
    const response = await sendPart(address, { command: lastPart, offset: 0, body })
    expect([response.status, await response.json()]).toMatchObject([
      413,
      { error: { message: expect.stringContaining('global.max_upload_size') } },
    ])
  })
})

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

test('every byte of an upload goes by the proxy of its account', async () => {
  await using proxy = await startProxy()
  await using own = await openWorld({
    accounts: [{ key: 'sk-simulated-only', name: 'only' }],
    credential: { proxy: 'way-out' },
    tree: {
      proxy: {
        proxy_pool: {
          enabled: true,
          auto_failover: false,
          proxies: [{ id: 'way-out', url: proxy.url }],
        },
      },
    },
  })
  const address = await addressOfUpload(own, 500_000)
  const before = proxy.passages.length
  const body = bytesOf(500_000)
  const response = await sendPart(address, { command: lastPart, offset: 0, body })
  expect(await response.json()).toMatchObject({ file: { sizeBytes: '500000' } })
  expect(proxy.passages.slice(before).map(({ method, outcome }) => [method, outcome])).toEqual([
    ['POST', 'passed'],
  ])
})

describe('an upstream that answers the beginning of an upload with', () => {
  /** A world at an upstream that tells this, and what that was asked. */
  const openTelling = async (told: string) => {
    const asked: string[] = []
    const upstream = serveCanned(({ url, headers }) => {
      asked.push(url)
      return headers.get('x-goog-upload-command') === 'start'
        ? new Response('', { headers: { 'x-goog-upload-url': told } })
        : Response.json({ file: { name: 'files/9' } })
    })
    const own = await openWorld({
      channels: () => [
        {
          id: 'aistudio',
          settings: { base_url: upstream.url },
          credentials: [{ id: 'only', secret: 'sk-simulated-only' }],
        },
      ],
    })
    const stop = async () => {
      await own[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
    }
    return { own, asked, url: upstream.url, [Symbol.asyncDispose]: stop }
  }

  test('an address at another host is asked at its own', async () => {
    await using telling = await openTelling('https://elsewhere/upload/v1beta/files?upload_id=9')
    const address = await addressOfUpload(telling.own, 4)
    const response = await sendPart(address, { command: lastPart, offset: 0, body: 'abcd' })
    expect(response.status).toBe(200)
    expect(telling.asked.at(-1)).toBe(`${telling.url}/upload/v1beta/files?upload_id=9`)
  })

  test('what is no address has its answer passed on without it', async () => {
    await using telling = await openTelling('nonsense')
    const response = await startUpload(telling.own, 4)
    expect([response.status, response.headers.get('x-goog-upload-url')]).toEqual([200, null])
  })
})
