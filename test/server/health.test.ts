import { expect, test } from 'bun:test'
import { key, startFront, type TestFront } from './harness.ts'

const get = async (front: TestFront, path: string) => {
  const answer = await fetch(`${front.url}${path}`, { headers: { 'x-api-key': key } })
  return { status: answer.status, body: await answer.json() }
}

test('health tells the version, under all of its names', async () => {
  await using front = startFront()
  for (const path of ['/health', '/healthz', '/internal/health'])
    expect(await get(front, path)).toEqual({
      status: 200,
      body: { status: 'ok', version: '1.2.3' },
    })
})

test('status tells the port and that requests are taken', async () => {
  await using front = startFront()
  expect(await get(front, '/internal/status')).toEqual({
    status: 200,
    body: { status: 'ok', service_running: true, port: front.port, version: '1.2.3' },
  })
})

test('readiness is 200 exactly while an account can serve', async () => {
  let isReady = false
  await using front = startFront({ isReady: () => isReady })
  expect(await get(front, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not_ready' },
  })
  isReady = true
  expect(await get(front, '/readyz')).toEqual({ status: 200, body: { status: 'ready' } })
})

test('a HEAD request gets what GET would say of it', async () => {
  await using front = startFront({ isReady: () => false })
  const answer = await fetch(`${front.url}/readyz`, {
    method: 'HEAD',
    headers: { 'x-api-key': key },
  })
  expect([answer.status, await answer.text()]).toEqual([503, ''])
})

test('nothing of it is recorded', async () => {
  await using front = startFront()
  await get(front, '/health')
  await get(front, '/readyz')
  expect(front.records.all).toEqual([])
})
