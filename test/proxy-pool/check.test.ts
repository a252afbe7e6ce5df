import { expect, test } from 'bun:test'
import { systemClock } from '../../src/actor/index.ts'
import { proxyCheck, type CheckTarget } from '../../src/proxy-pool/check.ts'
import { manualClock } from '../support/manual-clock.ts'
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

test('a proxy that is gone is not well', async () => {
  const proxy = await startProxy()
  await proxy.stop()
  expect(await checked(proxy, { upstream: 'https://127.0.0.1:1' })).toBe(
    'it cannot be reached (ECONNREFUSED)',
  )
})

test('while there is no upstream, a proxy is well that can be reached', async () => {
  await using proxy = await startProxy()
  expect([await checked(proxy, {}), proxy.passages]).toEqual(['', []])
})

const noHttp = 'it does not speak HTTP'
const refusal = 'it answered with status 403 (only port 443)'

test.each([
  ['what is no proxy', 'SSH-2.0-x\r\n', 'https', noHttp],
  ['what says more than any proxy, and never a line', 'x'.repeat(5_000), 'https', noHttp],
  ['who refuses a tunnel', 'HTTP/1.1 403 only port 443\r\n', 'https', refusal],
  ['who refuses one that requests will not need', 'HTTP/1.1 403 only port 443\r\n', 'http', ''],
  ['who cannot connect', 'HTTP/1.1 502 \r\n', 'http', 'it answered with status 502'],
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

test.each(['', 'http://127.0.0.1:1/check'])(
  'a proxy that says nothing is not well after 10 s (its URL: "%s")',
  async (url) => {
    const { promise: isAsked, resolve } = Promise.withResolvers<void>()
    const server = Bun.listen({
      hostname: '127.0.0.1',
      port: 0,
      socket: { data: () => resolve() },
    })
    const clock = manualClock()
    const egress = { ...direct, proxyUrl: `http://127.0.0.1:${server.port}` }
    const result = proxyCheck(clock, 'x')({ egress, url, upstream: 'https://up.test' }, signal)
    await isAsked
    clock.advance(10_000)
    expect((await result).error).toBe('it did not answer in time')
    server.stop(true)
  },
)
