import { expect, test } from 'bun:test'
import { startProxy } from '../support/proxy.ts'
import { testCertificate } from '../support/test-certificate.ts'
import { goodRequest, openScene, type Scene } from './scene.ts'

const askThrough = (scene: Scene, options: BunFetchRequestInit): Promise<Response> => {
  const { path, headers, body } = goodRequest('openai')
  return fetch(scene.url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'switchyard/0.0.0' },
    body: JSON.stringify(body),
    ...options,
  })
}

const hostOf = (scene: Scene): string => new URL(scene.url).host

test('a proxy carries requests in absolute form and writes down where they went', async () => {
  await using proxy = await startProxy()
  await using scene = await openScene('openai')
  const response = await askThrough(scene, { proxy: proxy.url })
  expect(await response.text()).toContain('team-1')
  expect(proxy.passages).toEqual([{ method: 'POST', target: hostOf(scene), outcome: 'passed' }])
  expect(scene.journal.violations).toEqual([])
})

test('a proxy with credentials asks for them and keeps them to itself', async () => {
  await using proxy = await startProxy({ credentials: { username: 'u', password: 'p' } })
  await using scene = await openScene('openai')
  expect((await askThrough(scene, { proxy: proxy.url })).status).toBe(407)
  const withUser = proxy.url.replace('//', '//u:p@')
  expect((await askThrough(scene, { proxy: withUser })).status).toBe(200)
  expect(proxy.passages.map(({ outcome }) => outcome)).toEqual(['unauthorized', 'passed'])
  expect(scene.journal.violations).toEqual([])
})

test('a proxy can speak TLS with its clients', async () => {
  await using proxy = await startProxy({ tls: true })
  await using scene = await openScene('openai')
  const tls = { ca: testCertificate.cert }
  const response = await askThrough(scene, { proxy: proxy.url, tls })
  expect(response.status).toBe(200)
  expect(proxy.passed()).toEqual([hostOf(scene)])
})

test('a proxy tunnels to https targets', async () => {
  await using proxy = await startProxy()
  using server = Bun.serve({ port: 0, tls: testCertificate, fetch: () => new Response('secure') })
  const tls = { ca: testCertificate.cert }
  const response = await fetch(`https://localhost:${server.port}/`, { proxy: proxy.url, tls })
  expect(await response.text()).toBe('secure')
  expect(proxy.passages).toEqual([
    { method: 'CONNECT', target: `localhost:${server.port}`, outcome: 'passed' },
  ])
})

test('a client that leaves through a proxy is seen to leave by the upstream', async () => {
  await using proxy = await startProxy()
  await using scene = await openScene('openai')
  scene.program({ fault: { type: 'hang' } })
  const leaving = new AbortController()
  const answer = askThrough(scene, { proxy: proxy.url, signal: leaving.signal })
  const entry = await scene.journal.next()
  leaving.abort()
  await expect(answer).rejects.toThrow()
  expect((await scene.journal.ended(entry)).endedBy).toBe('client-closed')
})

test('a proxy without a target behind it answers 502', async () => {
  await using proxy = await startProxy()
  const scene = await openScene('openai')
  await scene.stop()
  expect((await askThrough(scene, { proxy: proxy.url })).status).toBe(502)
})
