import { describe, expect, test } from 'bun:test'
import { key, startFront } from './harness.ts'

const wrong = 'sk-upstream-secret'

const ask = async (url: string, headers: Record<string, string> = {}, method = 'GET') => {
  const { status } = await fetch(url, { method, headers })
  return status
}

describe('a key is read', () => {
  const places: readonly (readonly [string, string, Record<string, string>])[] = [
    ['from Authorization: Bearer', '', { authorization: `Bearer ${key}` }],
    ['whatever the case of the scheme', '', { authorization: `bEARER ${key}` }],
    ['from Authorization without a scheme', '', { authorization: key }],
    ['from x-api-key', '', { 'x-api-key': key }],
    ['from x-goog-api-key', '', { 'x-goog-api-key': key }],
    ['from ?key=', `?alt=sse&key=${key}`, {}],
    [
      'beside an Authorization of another scheme',
      '',
      { authorization: 'Basic eDp5', 'x-api-key': key },
    ],
    ['beside an empty Bearer', '', { authorization: 'Bearer ', 'x-api-key': key }],
    [
      'from the first place, whatever a later one says',
      '',
      { authorization: `Bearer ${key}`, 'x-api-key': wrong },
    ],
  ]
  for (const [name, query, headers] of places)
    test(name, async () => {
      await using front = startFront()
      expect(await ask(`${front.url}/v1/models${query}`, headers)).toBe(200)
    })

  test('and a wrong one in the first place is not saved by a good one in a later', async () => {
    await using front = startFront()
    const headers = { authorization: `Bearer ${wrong}`, 'x-api-key': key }
    expect(await ask(`${front.url}/v1/models`, headers)).toBe(401)
  })
})

describe('a refusal for the key', () => {
  test('names the places where keys are read, never the key, and is recorded', async () => {
    await using front = startFront()
    const answer = await fetch(`${front.url}/v1/models`, { headers: { 'x-api-key': wrong } })
    const text = await answer.text()
    for (const place of ['Authorization: Bearer', 'x-api-key', 'x-goog-api-key', '?key='])
      expect(text).toContain(place)
    expect(text).not.toContain(wrong)
    expect(front.records.all).toMatchObject([
      { outcome: 'refused', status: 401, failureCode: 'invalid_api_key', user: '', key: '' },
    ])
    expect(JSON.stringify(front.records.all)).not.toContain(wrong)
  })

  test('tells a missing key from a wrong one', async () => {
    await using front = startFront()
    const answer = await fetch(`${front.url}/v1/models`)
    expect(await answer.json()).toMatchObject({ error: { code: 'missing_api_key' } })
  })
})

describe('what is open without a key', () => {
  const rows = [
    { path: '/v1/models', strict: 401, health: 401, off: 200 },
    { path: '/no/such/path', strict: 401, health: 401, off: 404 },
    { path: '/health', strict: 401, health: 200, off: 200 },
    { path: '/healthz', strict: 401, health: 200, off: 200 },
    { path: '/readyz', strict: 200, health: 200, off: 200 },
    { path: '/internal/health', strict: 200, health: 200, off: 200 },
    { path: '/internal/status', strict: 200, health: 200, off: 200 },
    { path: '/swagger', strict: 200, health: 200, off: 200 },
    { path: '/swagger/json', strict: 200, health: 200, off: 200 },
  ]
  for (const { path, strict, health, off } of rows)
    test(`${path} in each mode`, async () => {
      const answers: number[] = []
      for (const mode of ['strict', 'all_except_health', 'off'] as const) {
        await using front = startFront({ policy: { auth: { mode, clients: new Map() } } })
        answers.push(await ask(`${front.url}${path}`))
      }
      expect(answers).toEqual([strict, health, off])
    })

  test('OPTIONS of every path, in every mode', async () => {
    await using front = startFront()
    expect(await ask(`${front.url}/v1/messages`, {}, 'OPTIONS')).toBe(204)
    expect(await ask(`${front.url}/no/such/path`, {}, 'OPTIONS')).toBe(204)
  })

  test('with auth off a good key still says who calls, and a wrong one is not held against the caller', async () => {
    const { hashKey } = await import('../../src/server/auth.ts')
    const alice = { user: 'alice', role: 'user', key: 'laptop' } as const
    const clients = new Map([[hashKey(key), alice]])
    await using front = startFront({ policy: { auth: { mode: 'off', clients } } })
    await ask(`${front.url}/v1/models`, { 'x-api-key': key })
    await ask(`${front.url}/v1/models`, { 'x-api-key': wrong })
    expect(front.records.all.map(({ user, status }) => [user, status])).toEqual([
      ['alice', 200],
      ['', 200],
    ])
  })
})
