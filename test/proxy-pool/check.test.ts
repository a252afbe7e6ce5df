import { expect, test } from 'bun:test'
import { systemClock } from '../../src/actor/index.ts'
import { proxyCheck, type CheckTarget } from '../../src/proxy-pool/check.ts'
import { manualClock, type ManualClock } from '../support/manual-clock.ts'
import { startProxy, type Proxy } from '../support/proxy.ts'
import { direct } from '../support/proxy-pool-world.ts'

const login = { username: 'egress', password: 'a pass:word, ž' }
const { signal } = new AbortController()

/** With an upstream that counts who connects and what is said to it. */
const openUpstream = (status = 204) => {
  const asked: string[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: ({ method, headers }) => {
      asked.push(`${method} ${headers.get('user-agent')}`)
      return new Response(null, { status })
    },
  })
  return {
    asked,
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

const checked = async (proxy: Proxy, over: Partial<CheckTarget>) => {
  const egress = { ...direct, proxyUrl: proxy.url }
  const target = { egress, url: '', upstream: '', ...over }
  return (await proxyCheck(systemClock, 'switchyard/test')(target, signal)).error
}

const loginEgress = (proxy: Proxy, password: string) => ({
  proxyUrl: proxy.url,
  proxyUsername: login.username,
  proxyPassword: password,
})

test('a proxy is well that opens a connection to the upstream, which is told nothing', async () => {
  await using proxy = await startProxy({ credentials: login })
  await using upstream = openUpstream()
  const egress = loginEgress(proxy, login.password)
  expect(await checked(proxy, { egress, upstream: `${upstream.url}/v1` })).toBe('')
  expect([proxy.passages, upstream.asked]).toEqual([
    [{ method: 'CONNECT', target: new URL(upstream.url).host, outcome: 'passed' }],
    [],
  ])
})

test('a proxy that refuses the password is not well', async () => {
  await using proxy = await startProxy({ credentials: login })
  const egress = loginEgress(proxy, 'wrong')
  expect(await checked(proxy, { egress, upstream: 'http://127.0.0.1:1' })).toBe(
    'it refuses its user and password',
  )
})

test('a proxy that cannot reach the upstream is not well', async () => {
  await using proxy = await startProxy()
  expect(await checked(proxy, { upstream: 'https://127.0.0.1:1' })).toBe(
    'it answered with status 502 (Bad Gateway)',
  )
})

test('a proxy whose certificate nobody trusts is not well, and hears nothing', async () => {
  await using proxy = await startProxy({ tls: true, credentials: login })
  const egress = loginEgress(proxy, login.password)
  expect(await checked(proxy, { egress, upstream: 'https://127.0.0.1:1' })).toMatch(
    /^it cannot be reached \(\w*CERT\w*\)$/,
  )
  expect(proxy.passages).toEqual([])
})

test('while there is no upstream, a proxy is well that can be reached', async () => {
  await using proxy = await startProxy()
  expect([await checked(proxy, {}), proxy.passages]).toEqual(['', []])
})

const noHttp = 'it does not speak HTTP'
const status403 = 'it answered with status 403'
const refusal = `${status403} (only port 443)`
const hundred = 'x'.repeat(100)
const endless = `HTTP/1.1 200 ${'x'.repeat(5_000)}`

test.each([
  ['what is no proxy', 'SSH-2.0-x\r\n', 'https', noHttp],
  ['what says more than any proxy, and never a line', endless, 'https', noHttp],
  ['who opens a tunnel', 'HTTP/1.0 200 Connection established\r\n', 'https', ''],
  ['who sends elsewhere', 'HTTP/1.1 300\r\n', 'https', 'it answered with status 300'],
  ['who refuses a tunnel', 'HTTP/1.1 403 only port 443\r\n', 'https', refusal],
  ['who refuses one that requests will not need', 'HTTP/1.1 403 only port 443\r\n', 'http', ''],
  ['who cannot connect', 'HTTP/1.1 502 \r\n', 'http', 'it answered with status 502'],
  ['who is broken', 'HTTP/1.1 500\r\n', 'http', 'it answered with status 500'],
  ['who would colour our terminal', 'HTTP/1.1 403 \x1b[1mnö \r\n', 'https', `${status403} ([1mn)`],
  [
    'who talks at length',
    `HTTP/1.1 403 ${'x'.repeat(300)}\r\n`,
    'https',
    `${status403} (${hundred})`,
  ],
])('%s is seen for that (%#)', async (_, says, scheme, problem) => {
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: { data: (socket) => void socket.write(says) },
  })
  const egress = { ...direct, proxyUrl: `http://127.0.0.1:${server.port}` }
  const target = { egress, url: '', upstream: `${scheme}://127.0.0.1:1` }
  expect((await proxyCheck(systemClock, 'x')(target, signal)).error).toBe(problem)
  server.stop(true)
})

test.each([
  ['https://up.test/v1', 'up.test:443'],
  ['http://up.test/v1', 'up.test:80'],
  ['https://up.test:8443/v1', 'up.test:8443'],
  ['https://[2001:db8::1]/v1', '[2001:db8::1]:443'],
])('a tunnel for %s is asked for to %s, and closed again', async (upstream, place) => {
  const left = Promise.withResolvers<void>()
  const heads: string[] = []
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data: (socket, head) => {
        heads.push(head.toString())
        socket.write('HTTP/1.1 20')
        // In two pieces, as a slow proxy may.
        setImmediate(() => socket.write('0 OK\r\n\r\n'))
      },
      close: () => left.resolve(),
    },
  })
  const egress = { ...direct, proxyUrl: `http://127.0.0.1:${server.port}` }
  const result = await proxyCheck(systemClock, 'x')({ egress, url: '', upstream }, signal)
  await left.promise
  expect([result.error, heads]).toEqual([
    '',
    [`CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n\r\n`],
  ])
  server.stop(true)
})

test('a proxy that hangs up without a word is not well', async () => {
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: { data: (socket) => void socket.end() },
  })
  const egress = { ...direct, proxyUrl: `http://127.0.0.1:${server.port}` }
  const target = { egress, url: '', upstream: 'https://127.0.0.1:1' }
  const { error } = await proxyCheck(systemClock, 'x')(target, signal)
  expect(error).toBe('it closed the connection')
  server.stop(true)
})

test.each([
  [204, { isHealthy: true, latencyMs: 31, error: '' }],
  [503, { isHealthy: false, latencyMs: null, error: 'its check was answered with status 503' }],
])('a check tells whether it went well (%i), and then how long it took', async (status, result) => {
  await using proxy = await startProxy()
  const clock = manualClock()
  clock.advance(500)
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => {
      clock.advance(31.4)
      return new Response(null, { status })
    },
  })
  const egress = { ...direct, proxyUrl: proxy.url }
  const url = `http://127.0.0.1:${server.port}`
  expect(await proxyCheck(clock, 'x')({ egress, url, upstream: '' }, signal)).toEqual(result)
  await server.stop(true)
})

test.each([
  ['', 'it cannot be reached (ECONNREFUSED)'],
  ['http://127.0.0.1:1/check', 'its check got no answer'],
])('a proxy that is gone is not well (its URL: "%s")', async (url, error) => {
  const proxy = await startProxy()
  await proxy.stop()
  expect(await checked(proxy, { url, upstream: 'https://127.0.0.1:1' })).toBe(error)
})

test.each([
  [200, ''],
  [204, ''],
  [302, 'its check was answered with status 302'],
  [503, 'its check was answered with status 503'],
])('a URL of its own that answers %i through the proxy: "%s"', async (status, error) => {
  await using proxy = await startProxy()
  await using upstream = openUpstream(status)
  expect(await checked(proxy, { url: `${upstream.url}/check` })).toBe(error)
  expect([proxy.passed(), upstream.asked]).toEqual([
    [new URL(upstream.url).host],
    ['GET switchyard/test'],
  ])
})

const left = new AbortController()

test.each([
  ['', signal, (clock: ManualClock) => clock.advance(10_000)],
  ['http://127.0.0.1:1/check', signal, (clock: ManualClock) => clock.advance(10_000)],
  ['', left.signal, () => left.abort()],
] as const)(
  'a proxy that says nothing is not well after 10 s, or when it is not to be waited for (its URL: "%s")',
  async (url, given, pass) => {
    const { promise: isAsked, resolve } = Promise.withResolvers<void>()
    const server = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: { data: () => resolve() },
    })
    const clock = manualClock()
    const egress = { ...direct, proxyUrl: `http://127.0.0.1:${server.port}` }
    const result = proxyCheck(clock, 'x')({ egress, url, upstream: 'https://up.test' }, given)
    await isAsked
    pass(clock)
    expect((await result).error).toBe('it did not answer in time')
    server.stop(true)
  },
)
