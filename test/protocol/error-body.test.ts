import { describe, expect, test } from 'bun:test'
import { fromText } from '../../src/protocol/bytes.ts'
import { readErrorBody } from '../../src/protocol/error-body.ts'
import { parseBytes } from '../../src/protocol/json.ts'
import { describeRecorded, fixturesOf } from '../support/fixtures.ts'

const read = (body: unknown): unknown =>
  readErrorBody(fromText(typeof body === 'string' ? body : JSON.stringify(body)))

describe("a vendor's error", () => {
  test("OpenAI's", () => {
    const error = {
      message: 'You exceeded your quota.',
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    }
    expect(read({ error })).toEqual({
      message: 'You exceeded your quota.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    })
  })

  test("Anthropic's", () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' }
    expect(read({ type: 'error', error, request_id: 'r' })).toEqual({
      message: 'Overloaded',
      type: 'overloaded_error',
      code: '',
    })
  })

  test("Google's, with its reason and the delay in any detail", () => {
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED' },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' },
    ]
    expect(
      read({ error: { code: 429, message: 'Slow down', status: 'RESOURCE_EXHAUSTED', details } }),
    ).toEqual({
      message: 'Slow down',
      type: 'RESOURCE_EXHAUSTED',
      code: 'RATE_LIMIT_EXCEEDED',
      retryAfterMs: 34_400,
      status: 429,
    })
  })

  test('is of bounded length, its names too', () => {
    const endless = 'x'.repeat(5_000)
    expect(read({ error: { message: endless, type: endless, code: endless } })).toEqual({
      message: 'x'.repeat(1_000),
      type: 'x'.repeat(100),
      code: 'x'.repeat(100),
    })
  })

  test("Google's, in an array", () => {
    expect(read([{ error: { code: 400, message: 'Bad', status: 'INVALID_ARGUMENT' } }])).toEqual({
      message: 'Bad',
      type: 'INVALID_ARGUMENT',
      code: '',
      status: 400,
    })
  })

  test.each([
    ['a bare string', '"model not found"', { message: 'model not found', type: '', code: '' }],
    [
      'a string as error',
      { error: 'model not found' },
      { message: 'model not found', type: '', code: '' },
    ],
    [
      "OAuth's",
      { error: 'invalid_grant', error_description: 'Token revoked.' },
      { message: 'Token revoked.', type: '', code: 'invalid_grant' },
    ],
    ['a detail', { detail: 'Not Found' }, { message: 'Not Found', type: '', code: '' }],
    [
      "FastAPI's",
      { detail: [{ loc: ['body'], msg: 'field required' }, { msg: 'too long' }] },
      { message: 'field required; too long', type: '', code: '' },
    ],
    [
      'plain text',
      ' upstream  connect\nerror ',
      { message: 'upstream connect error', type: '', code: '' },
    ],
    [
      'a page',
      '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
      { message: '502 Bad Gateway', type: '', code: '' },
    ],
    ['a page without a title', '<html><h1>Oh</h1> no', { message: 'Oh no', type: '', code: '' }],
  ])('%s', (_name, body, error) => {
    expect(read(body)).toEqual(error)
  })

  test('has a message of a bounded length, in its own letters', () => {
    expect(read({ error: { message: 'ß'.repeat(5_000) } })).toEqual({
      message: 'ß'.repeat(1_000),
      type: '',
      code: '',
    })
  })

  test.each(['', '  ', '{}', '[]', '{"error":null}', '{"id":"x","choices":[]}', '1'])(
    '%j is none',
    (body) => {
      expect(read(body)).toBeUndefined()
    },
  )
})

test('the quotas that are used up are told by their names, twenty at most', () => {
  const details = Array.from({ length: 30 }, (_, index) => ({
    violations: [{ quotaId: `Quota${index}` }, { quotaId: 7 }, 'none'],
  }))
  const quotas = Array.from({ length: 20 }, (_, index) => `Quota${index}`)
  expect(read({ error: { message: 'x', details } })).toMatchObject({ quotas })
})

describe('the wait an error asks for', () => {
  test.each([
    [
      'a quota that resets',
      { error: { details: [{ metadata: { quotaResetDelay: '1h2m3.5s' } }] } },
      3_723_500,
    ],
    [
      'the longest of several',
      { error: { details: [{ retryDelay: '1s' }, { retryDelay: '20s' }] } },
      20_000,
    ],
    ['seconds', { error: { message: 'x', retry_after: 1.2 } }, 1_200],
    ['seconds as text', { error: { message: 'x', retry_after: '7' } }, 7_000],
    ['seconds beside the error', { error: { message: 'x' }, retry_after: 3 }, 3_000],
    [
      'seconds until a plan resets',
      { error: { type: 'usage_limit_reached', resets_in_seconds: 90 } },
      90_000,
    ],
    ['words', { error: { message: 'Rate limit reached. Please try again in 1.2s.' } }, 1_200],
    ['words with milliseconds', { error: { message: 'Please try again in 323ms. Visit' } }, 323],
    ['words with several units', { error: { message: 'try again in 2m 30s' } }, 150_000],
    ["Google's words", { error: { message: 'Please retry in 34.074824224s.' } }, 34_075],
    ['words with seconds', { error: { message: 'Retry After 99 Seconds' } }, 99_000],
    ['words with minutes', { error: { message: 'Please wait 5 minutes.' } }, 300_000],
    ['words of a backoff', { error: { message: 'backoff for 42s' } }, 42_000],
    ['words in brackets', { error: { message: 'Slow down (wait 7s)' } }, 7_000],
    [
      'words of a quota',
      { error: { message: 'Your quota will reset after 1h16m0.667s.' } },
      4_560_667,
    ],
    [
      'a wait within a detail of several',
      { error: { details: [{ '@type': 'Help' }, { retryDelay: '1.203608125s' }] } },
      1_204,
    ],
    ['a single detail', { error: { details: { retryDelay: '33s' } } }, 33_000],
    ['seconds in a detail', { error: { details: [{ retryDelay: 33 }] } }, 33_000],
    ["protobuf's fields", { error: { details: [{ retryDelay: { seconds: '33' } }] } }, 33_000],
    ["protobuf's names", { error: { details: [{ retry_delay: '33s' }] } }, 33_000],
    ['seconds of a quota', { error: { details: [{ metadata: { quotaResetDelay: 33 } }] } }, 33_000],
    ['camel case', { error: { message: 'x', retryAfter: 33 } }, 33_000],
    ['an error within an error', { error: { error: { retry_after: 33 } } }, 33_000],
    [
      "a relay's message that is the error of its upstream",
      { error: { message: JSON.stringify([{ error: { details: [{ retryDelay: '33s' }] } }]) } },
      33_000,
    ],
    [
      'what OpenRouter shows of its upstream',
      { error: { metadata: { raw: JSON.stringify({ error: { retry_after: 33 } }) } } },
      33_000,
    ],
    ['words of what resets', { error: { message: 'The limit resets in 33 minutes.' } }, 1_980_000],
  ])('%s', (_name, body, retryAfterMs) => {
    expect(read(body)).toMatchObject({ retryAfterMs })
  })

  const retryAt = Date.parse('2026-11-20T12:00:45Z')

  test.each([
    ['when a plan resets', { error: { type: 'usage_limit_reached', resets_at: retryAt / 1_000 } }],
    [
      'when a quota resets',
      { error: { details: [{ metadata: { quotaResetTimeStamp: '2026-11-20T12:00:45Z' } }] } },
    ],
    [
      'when the limit of a relay resets',
      { error: { metadata: { headers: { 'X-RateLimit-Reset': String(retryAt) } } } },
    ],
    ['an instant where a delay belongs', { error: { message: 'x', retry_after: retryAt } }],
  ])('%s', (_name, body) => {
    expect(read(body)).toMatchObject({ retryAt })
  })

  test('a delay comes before an instant, and both before words', () => {
    const told = { retryDelay: '33s', metadata: { quotaResetTimeStamp: '2026-11-20T12:00:45Z' } }
    const error = read({ error: { message: 'try again in 7s', details: [told] } })
    expect(error).toMatchObject({ retryAfterMs: 33_000 })
  })

  test.each([-1, null, '-5s', { seconds: -3 }, { nanos: 5 }, true])('%j is none', (retryDelay) => {
    const error = read({ error: { message: 'x', details: [{ retryDelay }] } })
    expect(error).toEqual({ message: 'x', type: '', code: '' })
  })

  test.each([
    'Try again in a moment',
    'retry in 3 months',
    'Please wait 3 more turns',
    'wait 17',
    'await 5s',
  ])('%j is too vague to be one', (message) => {
    const error = read({ error: { message } })
    expect(error).toEqual({ message, type: '', code: '' })
  })
})

describeRecorded('errors recorded from vendors', () => {
  const recorded = ['gemini', 'openai-chat', 'openai-image']
    .flatMap((protocol) => fixturesOf(protocol, '.json'))
    .filter(({ bytes }) => bytes.trimStart().startsWith('{"error"') || /^\{\s*"error"/.test(bytes))

  test.each(recorded.map(({ name, bytes }) => [name, bytes]))(
    '%s has a message',
    (_name, bytes) => {
      expect(parseBytes(bytes ?? '')).toMatchObject({
        error: { message: readErrorBody(bytes ?? '')?.message },
      })
    },
  )
})
