import { describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { authorization, openEgress, type EgressSettings } from '../../src/exchange/egress/egress.ts'
import { connectThrough } from '../../src/proxy-pool/connect.ts'
import { openSocksBridge } from '../../src/proxy-pool/socks-bridge.ts'
import { startSocksProxy, type SocksOptions } from '../support/socks-proxy.ts'
import { testCertificate } from '../support/test-certificate.ts'

const login = { username: 'egress', password: 'a pass:word, ž' }

const open = openSocksBridge(() => 'a secret of this test')

const startUpstream = (tls?: typeof testCertificate) =>
  Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    ...(tls === undefined ? {} : { tls }),
    fetch: async (request) =>
      new Response(
        `${request.method} ${new URL(request.url).pathname} ${await request.text()} ${request.headers.get('proxy-authorization')}`,
      ),
  })

const bridged = async (options: SocksOptions, password = login.password) => {
  const socks = await startSocksProxy(options)
  const bridge = await open({
    proxyUrl: socks.url,
    proxyUsername: options.credentials === undefined ? '' : login.username,
    proxyPassword: options.credentials === undefined ? '' : password,
  })
  return {
    socks,
    bridge,
    [Symbol.asyncDispose]: async () => {
      bridge.close()
      await socks.stop()
    },
  }
}

const post = async (egress: EgressSettings, url: string): Promise<readonly [number, string]> => {
  const way = openEgress(egress)
  const body = new TextEncoder().encode('asked')
  const { signal } = new AbortController()
  const response = await way.call(url, { method: 'POST', headers: {}, body, signal })
  const answer = [response.status, await response.text()] as const
  way.close()
  return answer
}

describe.each([
  ['without a password', {}],
  ['with a password', { credentials: login }],
] as const)('a SOCKS proxy %s', (_, options) => {
  test('carries what is asked of an upstream, and the upstream hears nothing of the bridge', async () => {
    await using world = await bridged(options)
    const upstream = startUpstream()
    const answer = await post(world.bridge.egress, `http://127.0.0.1:${upstream.port}/v1/x`)
    expect(answer).toEqual([200, 'POST /v1/x asked null'])
    expect(world.socks.targets).toEqual([`127.0.0.1:${upstream.port}`])
    await upstream.stop(true)
  })

  test('carries a tunnel to an upstream with TLS, whose name is looked up behind it', async () => {
    await using world = await bridged(options)
    const upstream = startUpstream(testCertificate)
    const { proxyUrl: url, proxyUsername, proxyPassword } = world.bridge.egress
    const basic = `Basic ${btoa(`${proxyUsername}:${proxyPassword}`)}`
    const response = await fetch(`https://localhost:${upstream.port}/v1/x`, {
      proxy: { url, headers: { 'proxy-authorization': basic } },
      tls: { ca: testCertificate.cert },
    })
    expect(await response.text()).toBe('GET /v1/x  null')
    expect(world.socks.targets).toEqual([`localhost:${upstream.port}`])
    await upstream.stop(true)
  })
})

test('a SOCKS proxy that refuses the password carries nothing', async () => {
  await using world = await bridged({ credentials: login }, 'wrong')
  const [status] = await post(world.bridge.egress, 'http://127.0.0.1:1/')
  expect([status, world.socks.refused(), world.socks.targets]).toEqual([407, 1, []])
})

describe('a check over a bridge tells what is wrong with the SOCKS proxy:', () => {
  const upstream = 'https://127.0.0.1:1/v1'
  const { signal } = new AbortController()

  test('its password is refused', async () => {
    await using world = await bridged({ credentials: login }, 'wrong')
    expect(await connectThrough(world.bridge.egress, upstream, signal)).toBe(
      'it refuses its user and password',
    )
  })

  test('it cannot reach the upstream', async () => {
    await using world = await bridged({})
    expect(await connectThrough(world.bridge.egress, upstream, signal)).toBe(
      'it answered with status 502 (the SOCKS proxy could not connect: ConnectionRefused)',
    )
  })

  test('it is not there', async () => {
    await using world = await bridged({})
    await world.socks.stop()
    expect(await connectThrough(world.bridge.egress, upstream, signal)).toBe(
      'it answered with status 502 (the SOCKS proxy cannot be reached: ECONNREFUSED)',
    )
  })

  test.each([
    ['it takes no user without a password', [5, 255], 'it refuses its user and password'],
    [
      'it is none',
      [72, 84, 84, 80],
      'it answered with status 502 (the SOCKS proxy does not speak SOCKS5)',
    ],
  ])('%s', async (_, answer, problem) => {
    const other = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: { data: (socket) => void socket.end(Uint8Array.from(answer)) },
    })
    const proxyUrl = `socks5://127.0.0.1:${other.port}`
    const bridge = await open({ proxyUrl, proxyUsername: '', proxyPassword: '' })
    expect(await connectThrough(bridge.egress, upstream, signal)).toBe(problem)
    bridge.close()
    other.stop(true)
  })
})

test('whoever comes to the bridge with a password of other letters is sent away', async () => {
  await using world = await bridged({})
  const expected = authorization(world.bridge.egress)['proxy-authorization'] ?? ''
  const other = '\u00e9'.repeat(expected.length)
  const answer = await said(
    world.bridge.egress,
    `CONNECT a:1 HTTP/1.1\r\nproxy-authorization: ${other}\r\n\r\n`,
  )
  expect(answer).toStartWith('HTTP/1.1 407 ')
})

test.each([
  ['no password', { proxyUsername: '', proxyPassword: '' }],
  ['another password', { proxyUsername: 'switchyard', proxyPassword: 'a secret of this tesT' }],
])('whoever comes to the bridge with %s is sent away', async (_, over) => {
  await using world = await bridged({})
  const [status] = await post({ ...world.bridge.egress, ...over }, 'http://127.0.0.1:1/')
  expect([status, world.socks.targets]).toEqual([407, []])
})

test('a bridge takes each request to its own upstream, whoever the one before was for', async () => {
  await using world = await bridged({})
  const upstreams = [startUpstream(), startUpstream()]
  const way = openEgress(world.bridge.egress)
  const { signal } = new AbortController()
  for (const { port } of upstreams) {
    const url = `http://127.0.0.1:${port}/`
    const response = await way.call(url, { method: 'GET', headers: {}, body: null, signal })
    await response.text()
  }
  way.close()
  expect(world.socks.targets).toEqual(upstreams.map(({ port }) => `127.0.0.1:${port}`))
  for (const upstream of upstreams) await upstream.stop(true)
})

test('a bridge reads no head without end', async () => {
  await using world = await bridged({})
  expect(
    await said(world.bridge.egress, `CONNECT a:1 HTTP/1.1\r\nx: ${'y'.repeat(70_000)}`),
  ).toStartWith('HTTP/1.1 400 ')
})

/** What the bridge answers to these bytes. */
const said = ({ proxyUrl }: EgressSettings, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(proxyUrl)
    const socket = connect({ host: hostname, port: Number(port) }, () =>
      socket.write(bytes, 'latin1'),
    )
    socket.on('data', (chunk: Buffer) => resolve(chunk.toString()))
  })

test.each(['GET ftp://up.test/ HTTP/1.1', 'GET /v1/x HTTP/1.1', 'hello'])(
  'a bridge is no way for %j',
  async (line) => {
    await using world = await bridged({})
    const answer = await said(world.bridge.egress, `${line}\r\nhost: up.test\r\n\r\n`)
    expect(answer).toStartWith('HTTP/1.1 400 ')
  },
)

/** A tunnel over the bridge to an upstream that answers with what it hears. */
const openTunnel = async ({ bridge }: Awaited<ReturnType<typeof bridged>>) => {
  const [left, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const upstream = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data: (socket, bytes) => void socket.write(bytes),
      close: () => left.resolve(),
    },
  })
  const { hostname, port } = new URL(bridge.egress.proxyUrl)
  const place = `127.0.0.1:${upstream.port}`
  const head = Object.entries(authorization(bridge.egress)).map((field) => field.join(': '))
  const client = connect({ host: hostname, port: Number(port) })
  client.on('close', () => gone.resolve())
  const heard = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      client.once('data', (chunk: Buffer) => resolve(chunk.toString()))
      client.write(bytes)
    })
  await heard([`CONNECT ${place} HTTP/1.1`, ...head, '\r\n'].join('\r\n'))
  return { upstream, client, heard, upstreamLeft: left.promise, clientGone: gone.promise }
}

describe('what a bridge carries', () => {
  test('goes on when it has retired, while it takes nothing new', async () => {
    await using world = await bridged({})
    const { heard, upstream } = await openTunnel(world)
    world.bridge.retire()
    expect(await heard('still there?')).toBe('still there?')
    await expect(post(world.bridge.egress, 'http://127.0.0.1:1/')).rejects.toThrow()
    upstream.stop(true)
  })

  test('ends on both sides when it is closed', async () => {
    await using world = await bridged({})
    const { upstreamLeft, clientGone, upstream } = await openTunnel(world)
    world.bridge.close()
    await Promise.all([upstreamLeft, clientGone])
    upstream.stop(true)
  })

  test('ends at the upstream when its client goes', async () => {
    await using world = await bridged({})
    const { client, upstreamLeft, upstream } = await openTunnel(world)
    client.resetAndDestroy()
    await upstreamLeft
    upstream.stop(true)
  })

  test('ends for its client when the upstream goes', async () => {
    await using world = await bridged({})
    const { clientGone, upstream } = await openTunnel(world)
    upstream.stop(true)
    await clientGone
  })
})
