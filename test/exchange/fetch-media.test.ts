import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { systemClock } from '../../src/actor/index.ts'
import { openEgress, type Egress } from '../../src/exchange/egress/egress.ts'
import { fetchMedia, type MediaRules, type MediaWay } from '../../src/exchange/media/fetch-media.ts'
import { startProxy } from '../support/proxy.ts'
import { testCertificate } from '../support/test-certificate.ts'

const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00])
const asked: string[] = []

/** A server of pictures whose certificate is for `localhost`. */
const server = Bun.serve({
  port: 0,
  tls: testCertificate,
  fetch: async (request) => {
    const { pathname, host } = new URL(request.url)
    asked.push(`${host.split(':')[0]} ${request.headers.get('authorization')}`)
    switch (pathname) {
      case '/picture.png':
        return new Response(picture, { headers: { 'content-type': 'image/png; charset=x' } })
      case '/moved':
        return Response.redirect('https://localhost/picture.png')
      case '/page':
        return new Response('<html>', { headers: { 'content-type': 'text/html' } })
      case '/large':
        return new Response('x'.repeat(2000), { headers: { 'content-type': 'image/png' } })
      case '/slow':
        return new Promise<Response>((resolve) => {
          request.signal.addEventListener('abort', () => resolve(new Response()))
        })
      default:
        return new Response('gone', { status: 404 })
    }
  },
})

let session: Bun.FetchSession
beforeAll(() => {
  session = new Bun.FetchSession({ proxy: false })
})
afterAll(async () => {
  session.close()
  await server.stop(true)
})

/** As an account's, but that it trusts the certificate of these tests. */
const egress: Egress = {
  isProxied: false,
  call: (url, { serverName, ...call }) =>
    session.fetch(url, {
      ...call,
      redirect: 'manual',
      tls: { ca: testCertificate.cert, ...(serverName === undefined ? {} : { serverName }) },
    }),
  close: () => session.close(),
}

const rules: MediaRules = { isAllowed: true, maxBytes: 1000, timeoutMs: 30_000 }

const get = (url: string, over: Partial<MediaWay & MediaRules> = {}) => {
  const { maxBytes, timeoutMs, ...way } = over
  return fetchMedia(
    url,
    {
      ...rules,
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
    {
      egress,
      clock: systemClock,
      signal: new AbortController().signal,
      userAgent: 'switchyard/0.0.0-test',
      resolve: async () => ['127.0.0.1'],
      isPublic: () => true,
      ...way,
    },
  )
}

const at = (path: string): string => `https://localhost:${server.port}${path}`

test('a picture comes as base64 with its type, from the address that was looked at', async () => {
  const resolved: string[] = []
  const resolve = async (host: string) => {
    resolved.push(host)
    return ['127.0.0.1']
  }
  expect(await get(at('/picture.png'), { resolve })).toEqual({
    type: 'fetched',
    mediaType: 'image/png',
    data: Buffer.from(picture).toString('base64'),
  })
  expect(resolved).toEqual(['localhost'])
  expect(asked.at(-1)).toBe('localhost null')
})

test("a certificate of another name is refused, though the address is the asked name's", async () => {
  expect(await get(`https://pictures.example:${server.port}/picture.png`)).toMatchObject({
    problem: expect.stringContaining('could not be fetched'),
  })
})

describe('is refused', () => {
  test.each([
    ['http://localhost/picture.png', 'is not fetched: only https is'],
    ['file:///etc/passwd', 'is not fetched: only https is'],
    ['picture.png', 'is not a URL'],
    ['https://user:word@localhost/picture.png', 'must not hold a password'],
    [at('/moved'), 'is redirected, which is not followed'],
    [at('/page'), "is of the type 'text/html', which is no image, sound, film or document"],
    [at('/large'), 'is larger than 1000 bytes'],
    [at('/gone'), 'was answered with status 404'],
  ])('%s', async (url, problem) => {
    expect(await get(url)).toEqual({ type: 'refused', problem })
  })

  test('what takes too long', async () => {
    expect(await get(at('/slow'), { timeoutMs: 5 })).toEqual({
      type: 'refused',
      problem: 'was not fetched within 0.005 s',
    })
  })
})

test('a name that nobody resolves is waited for no longer than for a file', async () => {
  const resolve = () => new Promise<readonly string[]>(() => undefined)
  expect(await get(at('/picture.png'), { resolve, timeoutMs: 5 })).toEqual({
    type: 'refused',
    problem: 'was not fetched within 0.005 s',
  })
})

test('a client that leaves while a name is looked up is waited for by nobody', async () => {
  const leaving = new AbortController()
  const resolve = () => new Promise<readonly string[]>(() => leaving.abort())
  await expect(get(at('/picture.png'), { resolve, signal: leaving.signal })).rejects.toThrow()
})

describe('no connection is made to', () => {
  const isUnasked = async (url: string, resolve?: MediaWay['resolve']): Promise<void> => {
    const before = asked.length
    const answer = await fetchMedia(url, rules, {
      egress,
      clock: systemClock,
      signal: new AbortController().signal,
      userAgent: 'switchyard/0.0.0-test',
      ...(resolve === undefined ? {} : { resolve }),
    })
    expect(answer).toEqual({ type: 'refused', problem: 'has no public address' })
    expect(asked.length).toBe(before)
  }

  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
  ])('%s', (url) => isUnasked(url))

  test('a name with one private address among public ones', () =>
    isUnasked('https://pictures.example/', async () => ['93.184.215.14', '10.0.0.1']))

  test('a name without an address', () => isUnasked('https://pictures.example/', async () => []))
})

describe('a file that a request of an account behind a proxy points to', () => {
  /** How often anybody has connected to where the file is. */
  let reached = 0
  const place = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data: () => undefined,
      open: (socket) => {
        reached += 1
        socket.end()
      },
    },
  })
  afterAll(() => place.stop(true))

  const getThrough = async (proxyUrl: string) => {
    reached = 0
    const way = openEgress({ proxyUrl, proxyUsername: 'egress', proxyPassword: 'wrong' })
    const { type } = await get(`https://localhost:${place.port}/picture.png`, { egress: way })
    way.close()
    return { type, reached }
  }

  test('is asked for through that proxy', async () => {
    await using proxy = await startProxy()
    expect(await getThrough(proxy.url)).toEqual({ type: 'refused', reached: proxy.passages.length })
    expect(proxy.passages[0]).toEqual({
      method: 'CONNECT',
      target: `127.0.0.1:${place.port}`,
      outcome: 'passed',
    })
  })

  test('is asked for nowhere else when the proxy refuses the password', async () => {
    await using proxy = await startProxy({ credentials: { username: 'egress', password: 'right' } })
    expect(await getThrough(proxy.url)).toEqual({ type: 'refused', reached: 0 })
    expect(proxy.passages).toMatchObject([{ outcome: 'unauthorized' }])
  })

  test('is asked for nowhere else when the proxy is gone', async () => {
    const proxy = await startProxy()
    await proxy.stop()
    expect(await getThrough(proxy.url)).toEqual({ type: 'refused', reached: 0 })
  })
})
