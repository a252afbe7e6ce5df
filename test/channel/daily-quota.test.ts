import { describe, expect, test } from 'bun:test'
import { fromText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import { channelOf } from '../support/channels.ts'

/** A refusal of AI Studio for these quotas, with the pause that it asks for whichever they are. */
const refused = (quotas: readonly string[], at: string, status = 429) =>
  channelOf('aistudio').classify({
    status,
    headers: new Headers(),
    error: protocols.gemini.readError(
      fromText(
        JSON.stringify({
          error: {
            code: 429,
            message: 'You exceeded your current quota.',
            status: 'RESOURCE_EXHAUSTED',
            details: [
              { violations: quotas.map((quotaId) => ({ quotaId })) },
              { retryDelay: '34s' },
            ],
          },
        }),
      ),
    ),
    now: Date.parse(at),
  })

const perDay = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'
const perMinute = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier'
const HOUR = 3_600_000

describe('a quota of AI Studio', () => {
  test('of a minute is a rate limit, for as long as it says', () => {
    const failure = refused([perMinute], '2026-11-20T12:00:00Z')
    expect([failure.kind, failure.retryAfterMs]).toEqual(['rate_limited', 34_000])
  })

  test('of a day is the model’s, and not there again in half a minute', () => {
    const failure = refused([perMinute, perDay], '2026-11-20T12:00:00Z')
    expect(failure).toMatchObject({ kind: 'quota', isOfModel: true, retryAfterMs: 20 * HOUR })
  })

  test('is no matter of a request that is at fault itself', () => {
    expect(refused([perDay], '2026-11-20T12:00:00Z', 400).kind).toBe('client')
  })

  test('of a day that counts all models is the account’s', () => {
    const failure = refused(['RequestsPerDayPerProject'], '2026-11-20T12:00:00Z')
    expect([failure.kind, failure.isOfModel]).toEqual(['quota', undefined])
  })

  test.each<[string, string, number]>([
    ['in summer', '2026-07-01T06:59:59.500Z', 500],
    ['at midnight', '2026-07-01T07:00:00Z', 24 * HOUR],
    ['in winter', '2026-12-01T07:59:00Z', 60_000],
    ['on the day that has 23 hours', '2026-03-08T08:00:00Z', 23 * HOUR],
    ['on the day that has 25 hours', '2026-11-01T07:00:00Z', 25 * HOUR],
  ])('of a day is there again at midnight, Pacific time: %s', (_name, at, ms) => {
    expect(refused([perDay], at).retryAfterMs).toBe(ms)
  })
})
