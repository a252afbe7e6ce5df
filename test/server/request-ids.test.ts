import { describe, expect, test } from 'bun:test'
import { key, startFront } from './harness.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const idsOf = async (url: string, headers: Record<string, string>, method = 'GET') => {
  const answer = await fetch(url, { method, headers })
  return [answer.headers.get('x-request-id'), answer.headers.get('x-correlation-id')]
}

describe('the request id', () => {
  test('is the client’s, trimmed', async () => {
    await using front = startFront()
    expect(await idsOf(`${front.url}/v1/models`, { 'x-request-id': ' mine 1 ' })).toEqual([
      'mine 1',
      'mine 1',
    ])
  })

  for (const [name, value] of [
    ['too long', 'x'.repeat(129)],
    ['blank', '  '],
    ['not printable', 'a\tb'],
    ['not ASCII', 'caf\u00e9'],
  ] as const)
    test(`is a new UUID when the client’s is ${name}`, async () => {
      await using front = startFront()
      const [requestId] = await idsOf(`${front.url}/v1/models`, { 'x-request-id': value })
      expect(requestId).toMatch(uuid)
    })

  test('is a different one for each request', async () => {
    await using front = startFront()
    const url = `${front.url}/internal/health`
    expect(await idsOf(url, {})).not.toEqual(await idsOf(url, {}))
  })
})

test('the correlation id is the client’s, else its trace id, else the request id', async () => {
  await using front = startFront()
  const url = `${front.url}/internal/health`
  const trace = { 'x-request-id': 'r', 'x-trace-id': 't' }
  expect(await idsOf(url, { ...trace, 'x-correlation-id': 'c' })).toEqual(['r', 'c'])
  expect(await idsOf(url, trace)).toEqual(['r', 't'])
})

test('both are on every answer, whatever it is', async () => {
  await using front = startFront()
  const good = { 'x-api-key': key, 'x-request-id': 'r' }
  for (const [method, path, headers] of [
    ['GET', '/v1/models', good],
    ['GET', '/v1/models', { 'x-request-id': 'r' }],
    ['GET', '/nowhere', good],
    ['DELETE', '/v1/messages', good],
    ['OPTIONS', '/v1/messages', good],
    ['HEAD', '/v1/models', good],
    ['GET', '/readyz', good],
  ] as const)
    expect(await idsOf(front.url + path, headers, method)).toEqual(['r', 'r'])
})
