import { describe, expect, test } from 'bun:test'
import { startFront } from '../harness.ts'
import { adminKey, startAdmin, userKey } from './scripted-operator.ts'

const anyPort = { host: '127.0.0.1', port: 0 }

const startApart = (options: { readonly isReady?: () => boolean } = {}) =>
  startAdmin({}, {}, { ...options, adminAddress: anyPort })

const statusOf = async (url: string, key?: string, init: RequestInit = {}): Promise<number> =>
  (await fetch(url, { ...init, headers: key === undefined ? {} : { 'x-api-key': key } })).status

describe('with an address of its own, the admin API', () => {
  test('is there, with the same keys, and nowhere else', async () => {
    await using admin = startApart()
    const { url, adminUrl } = admin.front
    expect(new URL(adminUrl).port).not.toBe(new URL(url).port)
    const { routes } = (await admin.ask('/api/version/routes')).body
    for (const route of Object.keys(routes)) {
      const [method = '', path = ''] = route.replaceAll(/:\w+/g, 'x').split(' ')
      expect([route, await statusOf(`${url}${path}`, adminKey, { method })]).toEqual([route, 404])
      expect([route, await statusOf(`${adminUrl}${path}`, undefined, { method })]).toEqual([
        route,
        401,
      ])
      expect([route, await statusOf(`${adminUrl}${path}`, userKey, { method })]).toEqual([
        route,
        403,
      ])
    }
    expect(await statusOf(`${adminUrl}/api/config`, adminKey)).toBe(200)
  })

  test('has nothing of the clients beside it', async () => {
    await using admin = startApart()
    const init = { method: 'POST', body: '{"model":"m"}' }
    for (const path of ['/v1/chat/completions', '/v1/messages', '/v1/responses'])
      expect(await statusOf(`${admin.front.adminUrl}${path}`, adminKey, init)).toBe(404)
    expect(await statusOf(`${admin.front.adminUrl}/v1/models`, adminKey)).toBe(404)
  })

  test('tells at both addresses whether it serves, and on which port clients are served', async () => {
    let isReady = false
    await using admin = startApart({ isReady: () => isReady })
    const { url, adminUrl, port } = admin.front
    const both = async (path: string) => [
      await statusOf(`${url}${path}`, adminKey),
      await statusOf(`${adminUrl}${path}`, adminKey),
    ]
    expect(await both('/readyz')).toEqual([503, 503])
    isReady = true
    expect(await both('/readyz')).toEqual([200, 200])
    expect(await both('/health')).toEqual([200, 200])
    const status = await (await fetch(`${adminUrl}/internal/status`)).json()
    expect(status.port).toBe(port)
  })

  test('describes itself there, and the clients’ address describes only theirs', async () => {
    await using admin = startApart()
    const pathsOf = async (url: string): Promise<readonly string[]> =>
      Object.keys((await (await fetch(`${url}/swagger/json`)).json()).paths)
    const theirs = await pathsOf(admin.front.url)
    const own = await pathsOf(admin.front.adminUrl)
    expect(theirs.filter((path) => path.startsWith('/api'))).toEqual([])
    expect(theirs).toContain('/v1/messages')
    expect(own).toContain('/api/config')
    expect(own.filter((path) => path.includes('/v1'))).toEqual([])
  })

  test('answers while open streams finish, and is closed when they have', async () => {
    await using admin = startApart()
    const { front } = admin
    const stream = fetch(`${front.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': userKey },
      body: '{"model":"m"}',
    })
    const { exchange } = await front.dispatches.next()
    const stopped = front.server.stop(10_000)
    expect(await statusOf(`${front.adminUrl}/api/config`, adminKey)).toBe(200)
    expect(await statusOf(`${front.adminUrl}/readyz`)).toBe(503)
    front.clock.advance(10_000)
    expect((await stream).status).toBe(503)
    await stopped
    expect(front.cancels.all).toEqual([exchange])
    expect(await statusOf(`${front.adminUrl}/health`).catch(() => 'refused')).toBe('refused')
  })
})

test('an administrator who is being answered when the stop comes gets the answer', async () => {
  const asked = Promise.withResolvers<void>()
  const told = Promise.withResolvers<undefined>()
  const receipt = async () => {
    asked.resolve()
    return await told.promise
  }
  await using admin = startAdmin({ receipt }, {}, { adminAddress: anyPort })
  const answer = admin.ask('/api/decisions/x')
  await asked.promise
  const stopped = admin.front.server.stop(10_000)
  await isClosed(admin.front.adminUrl)
  told.resolve(undefined)
  expect((await answer).status).toBe(503)
  await stopped
})

/** Knocks until nobody opens. */
const isClosed = async (url: string): Promise<void> => {
  for (;;) {
    const opened = await Bun.connect({
      hostname: '127.0.0.1',
      port: Number(new URL(url).port),
      socket: { data: () => {} },
    }).catch(() => undefined)
    if (opened === undefined) return
    opened.terminate()
  }
}

test('an address of its own that is taken is named, and nobody listens', async () => {
  await using taken = startFront()
  const adminAddress = { host: '127.0.0.1', port: taken.port }
  expect(() => startAdmin({}, {}, { adminAddress })).toThrow(
    `global.admin_address: 127.0.0.1:${taken.port} is in use`,
  )
})
