import { describe, expect, test } from 'bun:test'
import { rawClient } from '../raw-client.ts'
import { adminKey, startAdmin, userKey } from './scripted-operator.ts'

/** As it stands, past every client that would tidy it up. */
const statusOf = async (port: number, head: readonly string[]): Promise<string> => {
  await using client = await rawClient(port, [...head, 'host: x', '', ''].join('\r\n'))
  return (await client.until('\r\n\r\n')).slice('HTTP/1.1 '.length, 'HTTP/1.1 404'.length)
}

const names = [
  '..',
  '%2e%2e',
  '..%2f..%2f..%2fetc%2fpasswd',
  '..%5c..%5cwindows',
  '%2fetc%2fpasswd',
  '%00',
  'openai%2Fone%00',
  '%zz',
  '%',
  '%F0%9F',
  '%c0%ae%c0%ae',
  '%0d%0aset-cookie:x',
  '__proto__',
  'constructor',
  'a'.repeat(4_000),
]

const routes = [
  'GET /api/decisions/',
  'GET /api/proxy/pool/binding/',
  'GET /api/proxy/pool/binding/openai/',
  'DELETE /api/proxy/pool/proxies/',
  'PATCH /api/proxy/pool/proxies/',
  'POST /api/proxy/pool/proxies/x%2f/',
]

describe('a name in a path is looked up and nothing else', () => {
  test.each(names.map((name) => [name.slice(0, 40), name]))('%s', async (_, name) => {
    await using admin = startAdmin()
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ')
      const head = [`${method} ${path}${name} HTTP/1.1`, `x-api-key: ${adminKey}`]
      expect([route, await statusOf(admin.front.port, head)]).toEqual([
        route,
        expect.stringMatching(/^40[45]$/),
      ])
    }
    expect([admin.patches, admin.audits]).toEqual([[], []])
  })
})

test('a name that was left out at the end of a path does not stand for all', async () => {
  await using admin = startAdmin()
  const { status, body } = await admin.ask('/api/proxy/rate-limits/', { method: 'DELETE' })
  expect([status, body.error.code, admin.audits]).toEqual([404, 'path_not_found', []])
  expect(body.error.message).toContain('Near it: /api/proxy/rate-limits.')
})

describe('who is no administrator', () => {
  test.each([
    ['403', `x-api-key: ${userKey}`],
    ['401', 'x-api-key: __proto__'],
    ['401', 'authorization: Bearer'],
    ['401', 'authorization: Basic c2stYWRtaW5pc3RyYXRvcg=='],
    ['401', `x-api-key: ${adminKey}x`],
    ['401', `x-api-key: ${adminKey.slice(0, -1)}`],
    ['401', `x-api-key: ${adminKey.toUpperCase()}`],
    // What comes first counts: a good key in a later place opens nothing.
    ['403', `x-api-key: ${userKey}\r\nx-goog-api-key: ${adminKey}`],
  ])('is answered with %s before a byte of the body is read: %s', async (status, header) => {
    await using admin = startAdmin()
    const head = ['POST /api/proxy/sticky HTTP/1.1', header, 'content-length: 900000']
    expect(await statusOf(admin.front.port, head)).toBe(status)
    expect([admin.patches, admin.audits]).toEqual([[], []])
  })
})
