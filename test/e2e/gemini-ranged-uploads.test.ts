import { describe, expect, test } from 'bun:test'
import { serveCanned } from '../support/canned-server.ts'
import { accountOfLast, countAsked, makeStore } from '../support/gemini-things.ts'
import { beginRanged, locationOf, putRange, rangeOf } from '../support/ranged-upload.ts'
import { addressOfUpload, bytesOf, granule, lastPart, sendPart } from '../support/raw-upload.ts'
import { clientKey, openWorld } from '../support/relay-world.ts'
import { googleClient } from '../support/sdk-clients.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

describe('an upload by ranges of bytes', () => {
  test('goes to a location of ours, and by it to the account that gave it', async () => {
    for (let again = 0; again < 4; again += 1) {
      const response = await beginRanged(world())
      const location = new URL(response.headers.get('location') ?? '')
      const account = accountOfLast(world())
      expect([response.status, location.origin + location.pathname]).toEqual([
        200,
        `${world().url}/upload/v1beta/files`,
      ])
      const id = location.searchParams.get('upload_id') ?? ''
      const readable = Buffer.from(id, 'base64').toString('latin1') + id
      for (const secret of ['sk-', 'aistudio', 'simulated', '127.0.0.1', 'tester', clientKey])
        expect(readable).not.toContain(secret)
      const last = await putRange(location.href, 'bytes 0-3/4', 'abcd')
      expect(last.headers.get('x-switchyard-account')).toBe(`aistudio/${account}`)
      const { file } = await last.json()
      expect(await googleClient(world()).files.get({ name: file.name })).toMatchObject({
        sizeBytes: '4',
        mimeType: 'text/plain',
      })
    }
  })

  test('goes on where it stands, and says where that is', async () => {
    const location = await locationOf(world())
    expect(rangeOf(await putRange(location, 'bytes */300000'))).toEqual([308, null])
    const first = await putRange(location, `bytes 0-${granule - 1}/*`, bytesOf(granule))
    expect(rangeOf(first)).toEqual([308, `bytes=0-${granule - 1}`])
    const asked = await putRange(location, 'bytes */*')
    expect(rangeOf(asked)).toEqual([308, `bytes=0-${granule - 1}`])
    const size = granule + 3
    const last = await putRange(location, `bytes ${granule}-${size - 1}/${size}`, 'abc')
    expect(await last.json()).toMatchObject({ file: { sizeBytes: String(size) } })
  })

  test('may say beforehand how long it is and of which type', async () => {
    const headers = { 'x-upload-content-length': '4', 'x-upload-content-type': 'text/csv' }
    const location = await locationOf(world(), { headers, told: {} })
    const other = await putRange(location, 'bytes 0-4/5', 'abcde')
    expect([other.status, await other.json()]).toMatchObject([
      400,
      { error: { message: expect.stringContaining('4 bytes were announced') } },
    ])
    const all = await putRange(location, undefined, 'abcd')
    expect(await all.json()).toMatchObject({ file: { mimeType: 'text/csv', sizeBytes: '4' } })
  })

  test('passes through whatever is held of other requests', async () => {
    const tree = { global: { max_body_size: 4_096, max_upload_size: 1_000_000 } }
    await using own = await openWorld({ tree })
    const location = await locationOf(own)
    const all = await putRange(location, 'bytes 0-899999/900000', bytesOf(900_000))
    expect(await all.json()).toMatchObject({ file: { sizeBytes: '900000' } })
    const { headers, method } = own.gemini.journal.entries.at(-1) ?? {}
    expect([method, headers?.['content-length'], headers?.['content-range']]).toEqual([
      'PUT',
      '900000',
      'bytes 0-899999/900000',
    ])
  })

  test('may be one to a store', async () => {
    const store = await makeStore(googleClient(world()))
    const path = `${store.name}:uploadToFileSearchStore`
    const location = await locationOf(world(), { path, told: { mimeType: 'text/plain' } })
    expect(new URL(location).pathname).toBe(`/upload/v1beta/${path}`)
    const last = await putRange(location, 'bytes 0-3/4', 'abcd')
    expect((await last.json()).name).toStartWith(`${store.name}/upload/operations/`)
  })

  test('is recorded by its user, and blames no account for what is not whole yet', async () => {
    const location = await locationOf(world())
    const part = await putRange(location, `bytes 0-${granule - 1}/*`, bytesOf(granule))
    const record = await world().recordOf(part.headers.get('x-request-id') ?? '')
    expect(record).toMatchObject({
      operation: 'put-upload',
      outcome: 'completed',
      status: 308,
      user: 'tester',
      bytesIn: granule,
      attempts: 1,
    })
  })

  test.each(['', '?upload_id=', '?upload_id=forged'])(
    'is refused at the address "%s", which nobody gave',
    async (query) => {
      const before = countAsked(world())
      const response = await putRange(
        `${world().url}/upload/v1beta/files${query}`,
        'bytes 0-3/4',
        'abcd',
      )
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { error: { message: expect.stringContaining('Begin the upload anew') } },
      ])
      expect(countAsked(world())).toBe(before)
    },
  )

  test('goes on in no other way than it has begun', async () => {
    const ranged = await sendPart(await locationOf(world()), {
      command: lastPart,
      offset: 0,
      body: 'abcd',
    })
    const commanded = await putRange(await addressOfUpload(world(), 4), 'bytes 0-3/4', 'abcd')
    expect([ranged.status, commanded.status]).toEqual([404, 404])
  })
})

test('an upload that names its way in the query goes by commands if it gives one', async () => {
  const response = await beginRanged(world(), {
    headers: {
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': '4',
      'x-goog-upload-header-content-type': 'text/plain',
    },
  })
  const address = response.headers.get('x-goog-upload-url') ?? ''
  expect(response.headers.get('location')).toBeNull()
  expect((await sendPart(address, { command: lastPart, offset: 0, body: 'abcd' })).status).toBe(200)
})

test('an address says in which way it goes on', async () => {
  const commanded = new URL(await addressOfUpload(world(), 4)).searchParams
  const ranged = new URL(await locationOf(world())).searchParams
  expect([...commanded.keys(), ...ranged.keys()]).toEqual([
    'upload_id',
    'upload_protocol',
    'upload_id',
    'uploadType',
  ])
})

test.each(['upload', 'start, upload, finalize', 'query'])(
  'an upload is not begun by the command "%s"',
  async (command) => {
    const before = countAsked(world())
    const response = await beginRanged(world(), { headers: { 'x-goog-upload-command': command } })
    expect([response.status, countAsked(world())]).toEqual([400, before])
  },
)

describe('an upstream that answers a part with', () => {
  /** What an upload's part is answered with by us, when its upstream answers so. */
  const partAnswered = async (answer: () => Response) => {
    await using upstream = serveCanned(({ method }) =>
      method === 'PUT'
        ? answer()
        : new Response('', {
            headers: { location: 'http://elsewhere/upload/v1beta/files?upload_id=9' },
          }),
    )
    await using own = await openWorld({
      channels: () => [
        {
          id: 'aistudio',
          settings: { base_url: upstream.url },
          credentials: [{ id: 'only', secret: 'sk-simulated-only' }],
        },
      ],
    })
    return await putRange(await locationOf(own), 'bytes 0-3/4', 'abcd')
  }

  test('a redirect is not followed, and tells nobody where it leads', async () => {
    const told = { status: 308, headers: { location: 'http://elsewhere/taken' } }
    const response = await partAnswered(() => new Response('', told))
    expect([response.status, response.headers.get('location')]).toEqual([502, null])
  })

  test('an address of its own has its answer passed on without it', async () => {
    const told = { location: 'http://elsewhere/a', 'x-goog-upload-url': 'http://elsewhere/b' }
    const response = await partAnswered(() => Response.json({ file: {} }, { headers: told }))
    expect(response.status).toBe(200)
    expect(response.headers.get('location')).toBeNull()
    expect(response.headers.get('x-goog-upload-url')).toBeNull()
  })
})
