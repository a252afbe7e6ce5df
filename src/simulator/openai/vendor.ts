import type { HeaderFields, Refusal, RetryHint, WholeAnswer } from '../answer.ts'
import type { Allowance, Vendor } from '../vendor.ts'
import { openaiError } from './error.ts'
import { openaiModels } from './models.ts'
import { route } from './routes.ts'

const retryHeaders = (retry: RetryHint | undefined): HeaderFields => {
  switch (retry?.type) {
    case undefined:
      return {}
    case 'seconds':
      return {
        'retry-after': String(retry.seconds),
        'retry-after-ms': String(retry.seconds * 1000),
      }
    case 'http-date':
      return { 'retry-after': new Date(retry.at).toUTCString() }
    case 'reset-headers':
      return {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': `${retry.seconds}s`,
      }
    default:
      return retry satisfies never
  }
}

const writeRefusal = (refusal: Refusal): WholeAnswer => ({
  type: 'whole',
  status: refusal.status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...retryHeaders(refusal.retry) },
  body: JSON.stringify({ error: openaiError(refusal) }),
})

const headers = (requestId: string, requests: Allowance | undefined): HeaderFields => ({
  'x-request-id': requestId,
  'openai-organization': 'simulated',
  'openai-processing-ms': '12',
  'openai-version': '2020-10-01',
  ...(requests === undefined ? {} : rateLimits(requests)),
})

const rateLimits = ({ limit, remaining, resetSeconds, mostTokens }: Allowance): HeaderFields => ({
  'x-ratelimit-limit-requests': String(limit),
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': `${resetSeconds}s`,
  ...(mostTokens === undefined ? {} : tokenLimits(mostTokens)),
})

const tokenLimits = (most: number): HeaderFields => ({
  'x-ratelimit-limit-tokens': String(most),
  'x-ratelimit-remaining-tokens': String(most),
  'x-ratelimit-reset-tokens': '0s',
})

export const openai: Vendor = {
  id: 'openai',
  credentialHeaders: ['authorization'],
  knownHeaders: [
    'openai-beta',
    'openai-organization',
    'openai-project',
    'idempotency-key',
    'x-client-request-id',
  ],
  knownQuery: [],
  models: openaiModels,
  route,
  readKey: (_, value) => /^Bearer (\S+)$/.exec(value)?.[1],
  judgeHeaders: () => [],
  writeRefusal,
  headers,
}
