import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { parseHeaderLines, writeHeaderLines } from '../../src/exchange/header-lines.ts'
import { answerHeaders } from '../../src/exchange/answer/headers.ts'
import { grantFor, orderFor, untouchedPlan } from '../support/attempts.ts'
import { channelOf } from '../support/channels.ts'

describe('headers as lines', () => {
  test('are read as they were written', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]*$/)
    const value = fc.stringMatching(/^[\x20-\x7e]*$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { minLength: 1 }), (headers) => {
        expect(parseHeaderLines(writeHeaderLines(headers))).toEqual(headers)
      }),
    )
  })

  test('none are no line', () => {
    expect(parseHeaderLines(writeHeaderLines([]))).toEqual([])
  })
})

/** An attempt whose answer passes as it comes. */
const untouched = (channel: string) => {
  const order = orderFor()
  const grant = grantFor('https://api.example')
  const plan = untouchedPlan(order, grant)
  if (plan === undefined) throw new Error('refused')
  return { order, plan, grant: { ...grant, channel: channelOf(channel) } }
}

describe("an upstream's headers that a client sees", () => {
  const from = (headers: HeadersInit, channel = 'openai') =>
    Object.fromEntries(parseHeaderLines(answerHeaders(untouched(channel), new Headers(headers))))

  test('are what the body is, the limits, and what the channel lets pass', () => {
    expect(
      from({
        'content-type': 'application/json',
        'retry-after': '3',
        'x-ratelimit-remaining-requests': '9',
        'openai-processing-ms': '12',
        'request-id': 'of another vendor',
        server: 'nginx',
      }),
    ).toEqual({
      'content-type': 'application/json',
      'retry-after': '3',
      'x-ratelimit-remaining-requests': '9',
      'openai-processing-ms': '12',
    })
  })

  test("have the upstream's request id under a name that ours does not take", () => {
    expect(from({ 'x-request-id': 'req_1' })).toEqual({ 'x-upstream-request-id': 'req_1' })
    expect(from({ 'request-id': 'req_2' }, 'anthropic')).toEqual({ 'request-id': 'req_2' })
  })

  test('quote nobody the key of the account', () => {
    const { secret } = grantFor('')
    expect(from({ 'x-request-id': `for ${secret}`, 'x-ratelimit-limit': `${secret} 1` })).toEqual({
      'x-upstream-request-id': 'for [key]',
      'x-ratelimit-limit': '[key] 1',
    })
  })

  test('have the limits of any vendor', () => {
    const limits = { 'anthropic-ratelimit-tokens-reset': 'later', 'ratelimit-limit': '5' }
    expect(from(limits, 'anthropic')).toEqual(limits)
  })

  test('never have a cookie, a length or an encoding', () => {
    const headers = new Headers({ 'content-length': '5', 'content-encoding': 'gzip' })
    headers.append('set-cookie', 'a=b')
    headers.append('set-cookie', 'c=d')
    headers.append('connection', 'keep-alive')
    expect(from(headers)).toEqual({})
  })
})
