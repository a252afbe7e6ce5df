import type { Failure } from '../ir/failure.ts'
import type { UpstreamRefusal } from './channel.ts'

/** What a refusal tells of a request that is larger than a whole limit; the fields are empty where it tells no numbers. */
export type Oversize = Pick<Failure, 'neededTokens' | 'limitTokens'>

/**
 * Whether the request needs more than all of a limit, so that no pause helps it. Vendors refuse it as any request that comes
 * too soon, and only their words tell the two apart (seen 2026-11): OpenAI by 429 and Groq by 413 "Request too large for … on
 * tokens per min (TPM): Limit 30000, Requested 36278", against "Rate limit reached for …: Limit 30000, Used 25000, Requested
 * 6000". Numbers say more than the words before them. Azure and Google name no number of what was asked for.
 */
export const oversizeOf = (refusal: UpstreamRefusal): Oversize | undefined => {
  const { status, error } = refusal
  // Inside a stream it comes with 200.
  if (error === undefined || ![200, 413, 429].includes(status)) return undefined
  const [, limit, requested] = numbers.exec(error.message) ?? []
  if (limit !== undefined && requested !== undefined)
    return sizes(error.message, amountOf(limit), amountOf(requested))
  if (saysTooLarge.test(error.message) && isOfRate.test(`${error.type} ${error.code}`)) return {}
  return beyondWholeLimit(refusal)
}

const numbers = /\blimit:? (\d[\d,]*\d|\d)\b.{0,80}?\brequested:? (\d[\d,]*\d|\d)/i
const saysTooLarge = /^request too large\b/i
const isOfRate = /rate_limit|tokens/i

const amountOf = (digits: string): number => Number(digits.replaceAll(',', ''))

/** A limit of a day is no room of a minute, and one of images or audio is none of tokens. */
const sizes = (message: string, limit: number, requested: number): Oversize | undefined => {
  if (requested <= limit) return undefined
  return {
    ...(/\btokens per |\bTP[MD]\b/.test(message) ? { neededTokens: requested } : {}),
    ...(/\btokens per min|\bTPM\b/.test(message) ? { limitTokens: limit } : {}),
  }
}

/**
 * Anthropic says the same of both ("This request would exceed your organization's rate limit of 30,000 input tokens per
 * minute"), and was seen to serve a prompt of 56,919 tokens at a limit of 30,000 (2026-03), as its limit fills all the time.
 * So it is only known where its headers say that all of the limit was there, and the prompt was refused all the same.
 */
const beyondWholeLimit = ({ error, headers }: UpstreamRefusal): Oversize | undefined => {
  if (error === undefined || !wouldExceed.test(error.message)) return undefined
  const limit = Number(headers.get('anthropic-ratelimit-input-tokens-limit') ?? 0)
  const left = Number(headers.get('anthropic-ratelimit-input-tokens-remaining') ?? 0)
  return limit > 0 && left >= limit ? { neededTokens: limit + 1 } : undefined
}

const wouldExceed = /would exceed .{0,120}\binput tokens per minute/i

/** Whose account it is stays here. OpenAI and Groq name it `org-…` and `org_…`, Anthropic by a UUID. */
export const withoutOrganization = (message: string): string =>
  message.replace(organization, '[organization]')

const organization = /\borg[-_]\w+|\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi
