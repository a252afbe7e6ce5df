import { describe, expect, test } from 'bun:test'
import { readWishes } from '../../src/server/request/wishes.ts'
import { key, startFront, type TestFront } from './harness.ts'
import { answered } from './replies.ts'

const wishes = (headers: Record<string, string>, isStreaming = false) => {
  const result = readWishes(new Headers(headers), isStreaming)
  return result.type === 'read' ? result.wishes : result.failure
}

describe('a priority', () => {
  test.each(['high', 'normal', 'low', ' Low '])('may be %s', (value) => {
    expect(wishes({ 'x-switchyard-priority': value })).toMatchObject({
      urgency: value.trim().toLowerCase(),
    })
  })

  test('is normal when nothing is said', () => {
    expect(wishes({})).toEqual({ urgency: 'normal', timeoutMs: 0 })
  })

  test.each(['', 'urgent', '1'])('may not be "%s"', (value) => {
    expect(wishes({ 'x-switchyard-priority': value })).toEqual({
      kind: 'client',
      code: 'invalid_header',
      status: 400,
      message: `The header x-switchyard-priority takes \`high\`, \`normal\` or \`low\`, not \`${value}\`.`,
      param: 'x-switchyard-priority',
    })
  })
})

describe('a timeout', () => {
  test.each([
    ['30', 30_000],
    ['0.5', 500],
    ['0.0001', 1],
    ['999999999', 86_400_000],
  ])('of %s seconds is %d ms', (value, timeoutMs) => {
    expect(wishes({ 'x-switchyard-timeout': value })).toMatchObject({ timeoutMs })
    expect(wishes({ 'x-switchyard-timeout': value }, true)).toMatchObject({ timeoutMs })
  })

  test.each(['0', '-1', 'soon', '', '1e3', 'NaN'])('may not be "%s"', (value) => {
    expect(wishes({ 'x-switchyard-timeout': value })).toMatchObject({
      status: 400,
      param: 'x-switchyard-timeout',
    })
  })

  test.each([
    [{ 'x-stainless-timeout': '600' }, 600_000],
    [{ 'x-stainless-read-timeout': '600.0' }, 600_000],
    [{ 'x-stainless-timeout': '600', 'x-switchyard-timeout': '5' }, 5_000],
    [{ 'x-stainless-timeout': '0' }, 0],
    [{ 'x-stainless-timeout': 'NaN' }, 0],
  ])(
    'is what the client’s library says, if the client itself says nothing: %p',
    (headers, timeoutMs) => {
      expect(wishes(headers)).toMatchObject({ timeoutMs })
    },
  )

  test('of a library ends no stream', () => {
    expect(wishes({ 'x-stainless-timeout': '30' }, true)).toMatchObject({ timeoutMs: 0 })
  })
})

const post = (front: TestFront, path: string, headers: Record<string, string>) =>
  fetch(`${front.url}${path}`, {
    method: 'POST',
    body: '{"model":"m"}',
    headers: { 'x-api-key': key, ...headers },
  })

describe('the front', () => {
  test('hands wishes over, and keeps them from every upstream', async () => {
    await using front = startFront()
    const answer = post(front, '/v1/messages', {
      'x-switchyard-priority': 'low',
      'x-switchyard-timeout': '7',
    })
    const dispatch = await front.dispatches.next()
    front.reply(answered(dispatch.exchange))
    await answer
    expect(dispatch).toMatchObject({ urgency: 'low', timeoutMs: 7_000 })
    expect(dispatch.headers).not.toContain('x-switchyard')
  })

  test.each(['/v1/chat/completions', '/v1/messages', '/v1beta/models/g:generateContent'])(
    'refuses what it does not know in the protocol of %s',
    async (path) => {
      await using front = startFront()
      const response = await post(front, path, { 'x-switchyard-priority': 'urgent' })
      const text = await response.text()
      expect(response.status).toBe(400)
      expect(text).toContain('x-switchyard-priority')
      expect(JSON.parse(text)).toHaveProperty('error')
    },
  )
})
