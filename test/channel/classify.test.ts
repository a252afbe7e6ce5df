import { describe, expect, test } from 'bun:test'
import type { FailureKind } from '../../src/ir/failure.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import { channelOf } from '../support/channels.ts'

type Answer = { readonly status: number; readonly body?: string; readonly headers?: HeadersInit }

const classify = ({ status, body = '', headers = {} }: Answer) =>
  channelOf('openai').classify({
    status,
    headers: new Headers(headers),
    error: protocols['openai-chat'].readError(fromText(body)),
    now: 1_790_000_000_000,
  })

const openai = (type: string, code: string | null = null) =>
  JSON.stringify({ error: { message: 'Words.', type, param: null, code } })
const anthropic = (type: string) =>
  JSON.stringify({ type: 'error', error: { type, message: 'Words.' } })
const google = (code: number, status: string, reason?: string) =>
  JSON.stringify({
    error: { code, message: 'Words.', status, details: reason === undefined ? [] : [{ reason }] },
  })

describe('a status alone says what kind of failure it is', () => {
  test.each<[number, FailureKind, number]>([
    [400, 'client', 400],
    [401, 'auth', 503],
    [402, 'quota', 429],
    [403, 'auth', 503],
    [404, 'client', 404],
    [408, 'transient', 502],
    [409, 'client', 409],
    [413, 'client', 413],
    [422, 'client', 422],
    [425, 'transient', 502],
    [429, 'rate_limited', 429],
    [500, 'transient', 502],
    [502, 'transient', 502],
    [503, 'overloaded', 503],
    [504, 'transient', 504],
    [529, 'overloaded', 529],
  ])('%i is %s, told to the client as %i', (status, kind, told) => {
    const failure = classify({ status })
    expect([failure.kind, failure.status]).toEqual([kind, told])
  })
})

describe("the vendor's words decide where the status says too little", () => {
  test.each<[string, number, string, FailureKind]>([
    ['OpenAI: no money left', 429, openai('insufficient_quota', 'insufficient_quota'), 'quota'],
    ['OpenAI: a plan used up', 429, openai('usage_limit_reached'), 'quota'],
    ['OpenAI: too fast', 429, openai('requests', 'rate_limit_exceeded'), 'rate_limited'],
    ['OpenAI: key', 401, openai('invalid_request_error', 'invalid_api_key'), 'auth'],
    ['OpenAI: billing', 400, openai('billing_error', 'billing_hard_limit_reached'), 'quota'],
    [
      'OpenAI: too long',
      400,
      openai('invalid_request_error', 'context_length_exceeded'),
      'context_length',
    ],
    ['Google: key', 400, google(400, 'INVALID_ARGUMENT', 'API_KEY_INVALID'), 'auth'],
    ['Google: request', 400, google(400, 'INVALID_ARGUMENT'), 'client'],
    ['Google: too fast', 429, google(429, 'RESOURCE_EXHAUSTED'), 'rate_limited'],
    ['Google: daily', 429, google(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXHAUSTED'), 'quota'],
    ['Google: pace', 429, google(429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'), 'rate_limited'],
    [
      'Google: capacity',
      429,
      google(429, 'RESOURCE_EXHAUSTED', 'MODEL_CAPACITY_EXHAUSTED'),
      'overloaded',
    ],
    ['Anthropic: request', 400, anthropic('invalid_request_error'), 'client'],
    ['Anthropic: overloaded', 529, anthropic('overloaded_error'), 'overloaded'],
    ['Anthropic: billing', 403, anthropic('billing_error'), 'quota'],
  ])('%s', (_name, status, body, kind) => {
    expect(classify({ status, body }).kind).toBe(kind)
  })
})

describe('a limit that fills again each minute is no quota, whatever it is called', () => {
  test.each<[string, FailureKind]>([
    ['Resource exhausted: tokens per minute limit reached', 'rate_limited'],
    ['Requests per-minute quota exceeded', 'rate_limited'],
    ['Too many requests', 'rate_limited'],
    ['You have used what you paid for', 'quota'],
  ])('%s', (message, kind) => {
    const body = JSON.stringify({ error: { message, type: 'quota_exceeded', code: null } })
    expect(classify({ status: 429, body }).kind).toBe(kind)
  })

  test('and neither is what is said in words alone', () => {
    const message = 'Resource has been exhausted: tokens per minute'
    const body = JSON.stringify({ error: { message, status: 'RESOURCE_EXHAUSTED' } })
    expect(classify({ status: 429, body }).kind).toBe('rate_limited')
  })
})

describe('whose quota is used up', () => {
  test('Google counts by model, in whichever detail it says so', () => {
    const details = [{ '@type': 'Help' }, { reason: 'QUOTA_EXHAUSTED' }]
    const body = JSON.stringify({ error: { message: 'x', status: 'RESOURCE_EXHAUSTED', details } })
    expect(classify({ status: 429, body })).toMatchObject({ kind: 'quota', isOfModel: true })
  })

  test('money is the account’s', () => {
    const failure = classify({ status: 429, body: openai('insufficient_quota') })
    expect([failure.kind, failure.isOfModel]).toEqual(['quota', undefined])
  })

  test('the windows of an Anthropic subscription are the account’s', () => {
    const headers = { 'anthropic-ratelimit-unified-5h-status': 'rejected' }
    const failure = classify({ status: 429, body: anthropic('rate_limit_error'), headers })
    expect([failure.kind, failure.isOfModel]).toEqual(['quota', undefined])
    expect(classify({ status: 500, headers }).kind).toBe('transient')
  })
})

describe('an error inside a stream has only its words', () => {
  test.each<[string, FailureKind, number]>([
    [anthropic('overloaded_error'), 'overloaded', 503],
    [google(503, 'UNAVAILABLE'), 'overloaded', 503],
    [anthropic('rate_limit_error'), 'rate_limited', 429],
    [openai('tokens', 'rate_limit_exceeded'), 'rate_limited', 429],
    [google(429, 'RESOURCE_EXHAUSTED'), 'rate_limited', 429],
    [openai('insufficient_quota', 'insufficient_quota'), 'quota', 429],
    [anthropic('authentication_error'), 'auth', 503],
    [anthropic('invalid_request_error'), 'client', 400],
    [google(400, 'INVALID_ARGUMENT'), 'client', 400],
    [openai('invalid_request_error', 'context_length_exceeded'), 'context_length', 400],
    [anthropic('api_error'), 'transient', 502],
    [openai('server_error'), 'transient', 502],
    ['', 'transient', 502],
  ])('%s', (body, kind, told) => {
    const failure = classify({ status: 200, body })
    expect([failure.kind, failure.status]).toEqual([kind, told])
  })
})

describe('the number of an error inside a stream stands for its status', () => {
  const numbered = (code: number): string => JSON.stringify({ error: { message: 'Words.', code } })

  test.each<[number, FailureKind, number]>([
    [429, 'rate_limited', 429],
    [503, 'overloaded', 503],
    [502, 'transient', 502],
    [400, 'client', 400],
  ])('%i', (code, kind, told) => {
    const failure = classify({ status: 200, body: numbered(code) })
    expect([failure.kind, failure.status]).toEqual([kind, told])
  })

  test.each([401, 402, 403])(
    'but not %i, since the key of the account has just been taken',
    (code) => {
      expect(classify({ status: 200, body: numbered(code) }).kind).toBe('transient')
    },
  )

  test('the status of an answer comes before it', () => {
    expect(classify({ status: 503, body: numbered(429) }).kind).toBe('overloaded')
  })
})

describe('what is told on', () => {
  test("the vendor's code comes before its type", () => {
    expect(classify({ status: 429, body: openai('requests', 'rate_limit_exceeded') }).code).toBe(
      'rate_limit_exceeded',
    )
  })

  test('without any word the kind makes a code, and the status a message', () => {
    expect(classify({ status: 500 })).toEqual({
      kind: 'transient',
      code: 'upstream_transient',
      status: 502,
      message: 'the upstream answered with status 500',
    })
  })

  test('a 403 may be about one model, so it has one code for all vendors', () => {
    const failure = classify({ status: 403, body: google(403, 'PERMISSION_DENIED') })
    expect([failure.kind, failure.code]).toEqual(['auth', 'forbidden'])
  })

  test("the header's delay comes before the body's", () => {
    const body = JSON.stringify({
      error: { message: 'x', status: 'RESOURCE_EXHAUSTED', details: [{ retryDelay: '34.4s' }] },
    })
    expect(classify({ status: 429, body }).retryAfterMs).toBe(34_400)
    expect(classify({ status: 429, body, headers: { 'retry-after': '7' } }).retryAfterMs).toBe(
      7_000,
    )
  })

  test('no delay is longer than a month, wherever it is told', () => {
    const body = JSON.stringify({ error: { message: 'x', resets_in_seconds: 1e300 } })
    expect(classify({ status: 429, body }).retryAfterMs).toBe(31 * 86_400_000)
  })
})

describe('where a vendor has no word for it, its sentence says', () => {
  test.each<[string, FailureKind]>([
    ['prompt is too long: 208310 tokens > 200000 maximum', 'context_length'],
    [
      'The input token count (1048600) exceeds the maximum number of tokens allowed (1048576).',
      'context_length',
    ],
    ["This model's maximum context length is 8192 tokens.", 'context_length'],
    ['Your credit balance is too low to access the API.', 'quota'],
    ['messages: at least one message is required', 'client'],
  ])('%s', (message, kind) => {
    const body = JSON.stringify({ error: { type: 'invalid_request_error', message } })
    expect(classify({ status: 400, body })).toMatchObject({ kind, message })
  })
})

test('the field at fault is told on', () => {
  const body = JSON.stringify({ error: { message: 'No.', type: 'x', param: 'tools[0].name' } })
  expect(classify({ status: 400, body })).toMatchObject({ param: 'tools[0].name' })
})
