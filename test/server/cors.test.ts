import { describe, expect, test } from 'bun:test'
import { key, startFront } from './harness.ts'

const allowed = 'https://app.example'

const corsOf = (headers: Headers) =>
  Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  )

const preflight = async (url: string, origin: string, wanted?: string) => {
  const answer = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      ...(wanted === undefined ? {} : { 'access-control-request-headers': wanted }),
    },
  })
  return { status: answer.status, headers: corsOf(answer.headers) }
}

describe('a page of an allowed origin', () => {
  test('may read an answer, an error included, and its ids and limits', async () => {
    await using front = startFront()
    for (const headers of [{ 'x-api-key': key }, {}]) {
      const answer = await fetch(`${front.url}/v1/models`, {
        headers: { origin: allowed, ...headers },
      })
      const cors = corsOf(answer.headers)
      expect(cors).toMatchObject({ 'access-control-allow-origin': allowed, vary: 'origin' })
      expect(cors['access-control-expose-headers']).toContain('x-request-id')
      expect(cors['access-control-expose-headers']).toContain('retry-after')
    }
  })

  test('may send the headers it asks for', async () => {
    await using front = startFront()
    const { status, headers } = await preflight(
      `${front.url}/v1/messages`,
      allowed,
      'x-own, anthropic-beta',
    )
    expect(status).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': allowed,
      'access-control-allow-headers': 'x-own, anthropic-beta',
      'access-control-max-age': '3600',
    })
    expect(headers['access-control-allow-methods']).toContain('POST')
  })

  test('may send what the official clients send', async () => {
    await using front = startFront()
    const { headers } = await preflight(`${front.url}/v1/messages`, allowed)
    const names = headers['access-control-allow-headers']?.split(', ')
    for (const name of [
      'authorization',
      'x-api-key',
      'x-goog-api-key',
      'anthropic-version',
      'anthropic-beta',
      'openai-organization',
      'x-goog-api-client',
      'x-session-id',
      'x-stainless-lang',
    ])
      expect(names).toContain(name)
  })
})

describe('a page of another origin', () => {
  test('may neither call nor read', async () => {
    await using front = startFront()
    const other = 'https://other.example'
    const { headers } = await preflight(`${front.url}/v1/messages`, other, 'x-own')
    const answer = await fetch(`${front.url}/internal/health`, { headers: { origin: other } })
    expect([headers, corsOf(answer.headers)]).toEqual([{ vary: 'origin' }, { vary: 'origin' }])
  })

  test('may do both in permissive mode', async () => {
    const cors = { mode: 'permissive' as const, allowedOrigins: new Set<string>() }
    await using front = startFront({ policy: { cors } })
    const { headers } = await preflight(
      `${front.url}/v1/messages`,
      'https://other.example',
      'x-own',
    )
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'x-own',
    })
  })
})

test('a client that is no page gets no such headers', async () => {
  await using front = startFront()
  const answer = await fetch(`${front.url}/v1/models`, { headers: { 'x-api-key': key } })
  expect(corsOf(answer.headers)).toEqual({})
})
