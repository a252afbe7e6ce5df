import { describe, expect, test } from 'bun:test'
import { accountOfLast, countAsked } from '../support/gemini-things.ts'
import { serveCanned } from '../support/canned-server.ts'
import { addressOfUpload, lastPart, sendPart, standOf, startUpload } from '../support/raw-upload.ts'
import { clientKey, openWorld, otherClientKey, twoAccounts } from '../support/relay-world.ts'
import { shareWorld } from '../support/shared-world.ts'

const world = shareWorld()

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
