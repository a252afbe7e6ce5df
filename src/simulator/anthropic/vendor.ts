import type { HeaderFields, Refusal, RetryHint, WholeAnswer } from '../answer.ts'
import type { Allowance, Route, Vendor } from '../vendor.ts'
import { answerCountTokens } from './count-tokens.ts'
import { anthropicError } from './error.ts'
import { answerMessages } from './messages.ts'
import { anthropicModels, answerModel, answerModels } from './models.ts'

const routes: Readonly<Record<string, Route>> = {
  'POST /v1/messages': { protocol: 'anthropic', operation: 'generate', answer: answerMessages },
  'POST /v1/messages/count_tokens': {
    protocol: 'anthropic',
    operation: 'count-tokens',
    answer: answerCountTokens,
  },
  'GET /v1/models': { protocol: 'anthropic', operation: 'models', answer: answerModels },
}

const route = (method: string, path: string): Route | undefined => {
  const model = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1]
  if (method === 'GET' && model !== undefined) {
    const id = decodeURIComponent(model)
    return { protocol: 'anthropic', operation: 'model', answer: (call) => answerModel(call, id) }
  }
  return routes[`${method} ${path}`]
}

const timestamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

const retryHeaders = (retry: RetryHint | undefined, now: number): HeaderFields => {
  switch (retry?.type) {
    case undefined:
      return {}
    case 'seconds':
      return { 'retry-after': String(retry.seconds) }
    case 'http-date':
      return { 'retry-after': new Date(retry.at).toUTCString() }
    case 'reset-headers':
      return {
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': timestamp(now + retry.seconds * 1000),
      }
    default:
      return retry satisfies never
  }
}

const writeRefusal = (refusal: Refusal, requestId: string, now: number): WholeAnswer => ({
  type: 'whole',
  status: refusal.status,
  headers: { 'content-type': 'application/json', ...retryHeaders(refusal.retry, now) },
  body: JSON.stringify({ ...anthropicError(refusal), request_id: requestId }),
})

const headers = (
  requestId: string,
  requests: Allowance | undefined,
  now: number,
): HeaderFields => ({
  'request-id': requestId,
  'anthropic-organization-id': 'simulated',
  ...(requests === undefined ? {} : rateLimits(requests, now)),
})

const rateLimits = (requests: Allowance, now: number): HeaderFields => ({
  'anthropic-ratelimit-requests-limit': String(requests.limit),
  'anthropic-ratelimit-requests-remaining': String(requests.remaining),
  'anthropic-ratelimit-requests-reset': timestamp(now + requests.resetSeconds * 1000),
  ...(requests.mostTokens === undefined ? {} : tokenLimits(requests.mostTokens, now)),
})

const tokenLimits = (most: number, now: number): HeaderFields => ({
  'anthropic-ratelimit-input-tokens-limit': String(most),
  'anthropic-ratelimit-input-tokens-remaining': String(most),
  'anthropic-ratelimit-input-tokens-reset': timestamp(now),
})

/** https://platform.claude.com/docs/en/api/versioning (read 2026-11) */
const versions: ReadonlySet<string> = new Set(['2023-06-01', '2026-10-21'])

export const anthropic: Vendor = {
  id: 'anthropic',
  credentialHeaders: ['authorization', 'x-api-key'],
  knownHeaders: ['anthropic-version', 'anthropic-beta', 'idempotency-key'],
  knownQuery: ['limit', 'before_id', 'after_id', 'beta'],
  models: anthropicModels,
  route,
  readKey: (header, value) =>
    header === 'authorization' ? /^Bearer (\S+)$/.exec(value)?.[1] : value,
  judgeHeaders: (present) =>
    versions.has(present.get('anthropic-version') ?? '') ? [] : ['no known anthropic-version'],
  writeRefusal,
  headers,
}
