import { describe, expect, test } from 'bun:test'
import type { Failure } from '../../src/ir/failure.ts'
import { fromText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import { channelOf } from '../support/channels.ts'

type Answer = {
  readonly status: number
  readonly message: string
  readonly type?: string
  readonly code?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

const classify = ({
  status,
  message,
  type = 'tokens',
  code = 'rate_limit_exceeded',
  headers = {},
}: Answer): Failure =>
  channelOf('openai').classify({
    status,
    headers: new Headers(headers),
    error: protocols['openai-chat'].readError(
      fromText(
        JSON.stringify({
          error: { message, type, param: null, code },
        }),
      ),
    ),
    now: 1_790_000_000_000,
  })

const openai = (numbers: string, unit = 'tokens per min (TPM)'): string =>
  `Request too large for gpt-4o in organization org-A1b2C3 on ${unit}: ${numbers}. The input or output tokens must be reduced in order to run successfully.`
const groq =
  'Request too large for model `llama-3.1-8b-instant` in organization `org_01j5b4` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 12328, please reduce your message size and try again.'

describe('a request larger than a whole limit is told from one that comes too soon', () => {
  test.each<[string, Answer, number | undefined, number | undefined]>([
    ['OpenAI', { status: 429, message: openai('Limit 30000, Requested 36278') }, 36_278, 30_000],
    ['OpenAI, in a stream', { status: 200, message: openai('Limit 3, Requested 4') }, 4, 3],
    ['Groq', { status: 413, message: groq }, 12_328, 6_000],
    [
      'numbers with commas',
      { status: 429, message: openai('Limit: 30,000, Requested: 36,278') },
      36_278,
      30_000,
    ],
    [
      'a limit of a day, which is no room of a minute',
      { status: 429, message: openai('Limit 100000, Requested 120000', 'tokens per day (TPD)') },
      120_000,
      undefined,
    ],
    [
      'a limit of images, which are no tokens',
      { status: 429, message: openai('Limit 5, Requested 6', 'input-images per min') },
      undefined,
      undefined,
    ],
    ['no numbers', { status: 429, message: 'Request too large for m.' }, undefined, undefined],
    [
      'used as well, and yet more than the whole',
      { status: 429, message: 'Rate limit: tokens per min: Limit 9, Used 0, Requested 10' },
      10,
      9,
    ],
  ])('%s', (_name, answer, neededTokens, limitTokens) => {
    const failure = classify(answer)
    expect([failure.kind, failure.status]).toEqual(['too_large', 413])
    expect([failure.neededTokens, failure.limitTokens]).toEqual([neededTokens, limitTokens])
  })

  const full = {
    'anthropic-ratelimit-input-tokens-limit': '30000',
    'anthropic-ratelimit-input-tokens-remaining': '30000',
  }
  const used = { ...full, 'anthropic-ratelimit-input-tokens-remaining': '29000' }
  const anthropic = {
    status: 429,
    type: 'rate_limit_error',
    code: null,
    message:
      "This request would exceed your organization's rate limit of 30,000 input tokens per minute (org: ef36bf5a-434a-4c52-b7a0-ba958aef9dfd, model: claude-sonnet-4-20250514).",
  }

  test('at Anthropic, whose words are the same for both, only where all of the limit was there', () => {
    expect(classify({ ...anthropic, headers: full })).toMatchObject({
      kind: 'too_large',
      neededTokens: 30_001,
    })
    expect(classify({ ...anthropic, headers: full }).limitTokens).toBeUndefined()
    expect(classify({ ...anthropic, headers: used }).kind).toBe('rate_limited')
    expect(classify(anthropic).kind).toBe('rate_limited')
    const { 'anthropic-ratelimit-input-tokens-limit': _, ...limitless } = full
    expect(classify({ ...anthropic, headers: limitless }).kind).toBe('rate_limited')
    expect(classify({ ...anthropic, headers: full, message: 'Too fast.' }).kind).toBe(
      'rate_limited',
    )
  })

  test.each<[string, Answer, string]>([
    [
      'less than the whole, and only not there now',
      { status: 429, message: 'Rate limit reached: Limit 30000, Used 25000, Requested 6000' },
      'rate_limited',
    ],
    ['just the whole', { status: 429, message: openai('Limit 6, Requested 6') }, 'rate_limited'],
    [
      'requests',
      { status: 429, message: 'Rate limit on requests per min: Limit 3, Used 3, Requested 1' },
      'rate_limited',
    ],
    [
      'words of a large request that are no verdict on this one',
      { status: 429, message: 'Slow down: one request too large for this minute was served.' },
      'rate_limited',
    ],
    [
      'Azure, which names no numbers',
      {
        status: 429,
        type: '',
        code: '429',
        message: 'Requests to … have exceeded token rate limit of your current pricing tier.',
      },
      'rate_limited',
    ],
    [
      'a body that is too large, whoever asks for it',
      {
        status: 413,
        type: 'request_too_large',
        code: null,
        message: 'Request exceeds the maximum size',
      },
      'client',
    ],
    [
      'a body that is too large, in like words',
      { status: 413, type: 'invalid_request_error', code: null, message: 'Request too large.' },
      'client',
    ],
    [
      'a fault of the request that talks of limits',
      { status: 400, message: 'Limit 1, Requested 2' },
      'client',
    ],
  ])('not %s', (_name, answer, kind) => {
    expect(classify(answer)).toMatchObject({ kind })
  })
})

test('it asks for no pause, and names nobody whose account it is', () => {
  const message = openai('Limit 30000, Requested 36278')
  const failure = classify({ status: 429, message, headers: { 'retry-after': '7' } })
  expect(failure.retryAfterMs).toBeUndefined()
  expect(failure.message).toBe(message.replace('org-A1b2C3', '[organization]'))
  expect(classify({ status: 413, message: groq }).message).toContain('`[organization]`')
  const uuid = 'Request too large for m (org: ef36bf5a-434a-4c52-b7a0-ba958aef9dfd).'
  expect(classify({ status: 429, message: uuid }).message).toBe(
    'Request too large for m (org: [organization]).',
  )
})
