import { describe, expect, test } from 'bun:test'
import { serveCanned } from '../support/canned-server.ts'
import { startProxy } from '../support/proxy.ts'
import {
  addressOfUpload,
  bytesOf,
  granule,
  lastPart,
  sendPart,
  standOf,
  uploadsIn,
} from '../support/raw-upload.ts'
import { openWorld } from '../support/relay-world.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

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
    const before = uploadsIn(world()).length
    world().gemini.program({ operation: 'upload', fault: { type: 'reset' } })
    const part = { command: 'upload', offset: 0, body: bytesOf(granule) }
    expect((await sendPart(address, part)).status).toBe(502)
    expect(uploadsIn(world()).length).toBe(before + 1)
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
  const { headers } = uploadsIn(world()).at(-1) ?? {}
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
