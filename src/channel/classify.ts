import type { Failure, FailureKind } from '../ir/failure.ts'
import type { UpstreamRefusal } from './channel.ts'
import { oversizeOf, withoutOrganization, type Oversize } from './oversize.ts'
import { retryDelayOf } from './retry-delay.ts'
import { spentWindows } from './windows.ts'

/**
 * What an upstream's refusal means, for vendors that use HTTP statuses as documented. The vendor's own words
 * decide where a status says too little: an exhausted quota is also a 429, an error inside a stream is a 200.
 */
export const classifyRefusal = (told: UpstreamRefusal): Failure => {
  const refusal = { ...told, status: statusMeant(told) }
  const oversize = oversizeOf(refusal)
  if (oversize !== undefined) return tooLarge(refusal, oversize)
  const kind = kindOf(refusal)
  const retryAfterMs = retryDelayOf(refusal)
  return {
    kind,
    code: codeOf(kind, refusal),
    status: statusOf(kind, refusal.status),
    message: refusal.error?.message || `the upstream answered with status ${refusal.status}`,
    ...(refusal.error?.param === undefined ? {} : { param: refusal.error.param }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(kind === 'quota' && isOfModel(refusal) ? { isOfModel: true } : {}),
  }
}

/**
 * Inside a stream the error's own code stands for the status. But not where it says that a key is refused or has nothing left:
 * this account's has just been taken, so it is that of somebody behind its upstream.
 */
const statusMeant = ({ status, error }: UpstreamRefusal): number =>
  status >= 400 || error?.status === undefined || ofKeys.has(error.status) ? status : error.status

const ofKeys: ReadonlySet<number> = new Set([401, 402, 403])

/** No pause that it may ask for brings anything, and its words are for the client, who alone can help it. */
const tooLarge = (refusal: UpstreamRefusal, oversize: Oversize): Failure => ({
  kind: 'too_large',
  code: codeOf('too_large', refusal),
  status: statusOf('too_large', refusal.status),
  message: withoutOrganization(refusal.error?.message ?? ''),
  ...oversize,
})

const kindOf = ({ status, headers, error }: UpstreamRefusal): FailureKind => {
  const words = wordsOf(error)
  const message = status === 400 || status === 413 ? (error?.message ?? '') : ''
  if (/context_length|context_window|prompt_too_long/.test(words) || tooLong.test(message))
    return 'context_length'
  if (/api_key_invalid|invalid_api_key/.test(words)) return 'auth'
  if (/model_capacity_exhausted/.test(words)) return 'overloaded'
  if (isQuota.test(words)) return isOfMinute(words, error) ? 'rate_limited' : 'quota'
  if (status === 429 && spentWindows(headers).length > 0) return 'quota'
  if (noCredit.test(message)) return 'quota'
  return status >= 400 ? kindOfStatus(status) : kindOfWords(words)
}

const wordsOf = (error: UpstreamRefusal['error']): string =>
  error === undefined ? '' : `${error.type} ${error.code}`.toLowerCase()

const isQuota =
  /insufficient_quota|billing|quota_exceeded|credit_balance|quota_exhausted|usage_limit_reached/

/** Some call every limit a quota. What fills again each minute is none, and nothing to rest for hours for. */
const isOfMinute = (words: string, error: UpstreamRefusal['error']): boolean =>
  /rate_limit_exceeded/.test(words) ||
  /\bper[- ]minute\b|too many requests/i.test(error?.message ?? '')

/** Google counts by model what it calls exhausted (`ErrorInfo`). Other quotas are money, and the account's. */
const isOfModel = ({ error }: UpstreamRefusal): boolean => /quota_exhausted/.test(wordsOf(error))

/**
 * Two vendors have no word for programs for these, only a 400 with a sentence (seen 2026-11: Anthropic "prompt is too
 * long: 208310 tokens > 200000 maximum" and "Your credit balance is too low …"; Google "The input token count (…)
 * exceeds the maximum number of tokens allowed (…)").
 */
const tooLong =
  /prompt is too long|input token count.{0,40}exceeds the maximum|maximum context length/i
const noCredit = /credit balance is too low/i

const kindOfStatus = (status: number): FailureKind => {
  switch (status) {
    case 401:
    case 403:
      return 'auth'
    case 402:
      return 'quota'
    case 408:
    case 425:
      return 'transient'
    case 429:
      return 'rate_limited'
    case 503:
    case 529:
      return 'overloaded'
    default:
      return status >= 500 ? 'transient' : 'client'
  }
}

/** An error event inside a stream has no status: only its words tell. */
const kindOfWords = (words: string): FailureKind => {
  if (/overloaded|unavailable|503|529/.test(words)) return 'overloaded'
  if (/rate_limit|resource_exhausted|429/.test(words)) return 'rate_limited'
  if (/authentication|permission|unauthenticated/.test(words)) return 'auth'
  if (/invalid_request|invalid_argument|invalid_prompt|content_policy|not_found/.test(words))
    return 'client'
  return 'transient'
}

/** A 403 may concern one model or region only, so it has a name of its own whatever the vendor calls it. */
const codeOf = (kind: FailureKind, { status, error }: UpstreamRefusal): string =>
  status === 403 ? 'forbidden' : error?.code || error?.type || `upstream_${kind}`

/** An upstream's 401 says nothing about the client's key, so a client never sees it as its own. */
const statusOf = (kind: FailureKind, status: number): number => {
  switch (kind) {
    case 'client':
    case 'context_length':
      return status >= 400 ? status : 400
    case 'too_large':
      return 413
    case 'rate_limited':
    case 'quota':
      return 429
    case 'overloaded':
      return status === 529 ? 529 : 503
    case 'auth':
    case 'dead':
      return 503
    case 'transient':
      return status === 504 ? 504 : 502
    default:
      return kind satisfies never
  }
}
