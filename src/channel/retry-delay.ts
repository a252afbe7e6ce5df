import { parseDuration } from '../ir/duration.ts'
import type { UpstreamRefusal } from './channel.ts'
import { spentWindows } from './windows.ts'

type Sources = Pick<UpstreamRefusal, 'headers' | 'now' | 'error'>

/**
 * How long an upstream asks us to stay away, in ms. From its headers: `retry-after-ms`, `Retry-After` as seconds
 * or as a date (RFC 9110 §10.2.3), then the reset of whichever announced limit has nothing left
 * (OpenAI: `x-ratelimit-reset-requests: 6m0s`; Anthropic: `anthropic-ratelimit-requests-reset`, RFC 3339, and its windows).
 * Last what its error says in the body.
 */
export const retryDelayOf = ({ headers, now, error }: Sources): number | undefined => {
  const delay =
    milliseconds(headers.get('retry-after-ms')) ??
    retryAfter(headers.get('retry-after'), now) ??
    exhaustedLimit(headers, now) ??
    error?.retryAfterMs
  return delay === undefined ? undefined : Math.min(delay, LONGEST_DELAY_MS)
}

/** No quota is longer than a month. */
const LONGEST_DELAY_MS = 31 * 86_400_000

/** Ten years. */
const NO_DELAY_MS = 3_650 * 86_400_000

const milliseconds = (value: string | null): number | undefined => {
  const amount = value === null || value.trim() === '' ? Number.NaN : Number(value)
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined
}

const retryAfter = (value: string | null, now: number): number | undefined => {
  if (value === null) return undefined
  const seconds = milliseconds(value)
  // Some tell an instant, as seconds of the epoch, where a delay belongs.
  if (seconds !== undefined)
    return seconds * 1000 > NO_DELAY_MS ? Math.max(0, seconds * 1000 - now) : seconds * 1000
  return untilDate(value, now)
}

/** What is only digits and signs is no date, however it could be read as one (`-4`: a month of 2001). */
const untilDate = (value: string, now: number): number | undefined => {
  const at = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

const limits = ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const

const exhaustedLimit = (headers: Headers, now: number): number | undefined => {
  const delays = limits
    .flatMap((limit) => [
      headers.get(`x-ratelimit-remaining-${limit}`) === '0' &&
        headers.get(`x-ratelimit-reset-${limit}`),
      headers.get(`anthropic-ratelimit-${limit}-remaining`) === '0' &&
        headers.get(`anthropic-ratelimit-${limit}-reset`),
    ])
    .flatMap((reset) => (reset ? [parseDuration(reset) ?? untilDate(reset, now)] : []))
    .filter((delay) => delay !== undefined)
    .concat(spentWindows(headers).flatMap(({ resetsAt }) => (resetsAt > now ? resetsAt - now : [])))
  return delays.length === 0 ? undefined : Math.max(...delays)
}
