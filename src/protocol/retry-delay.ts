import { parseDuration } from '../ir/duration.ts'
import { instantOfDate, instantOfNumber } from '../ir/instant.ts'
import type { UpstreamError } from '../ir/upstream-error.ts'
import { isObject, listAt, objectAt, parseBytes, type JsonObject } from './json.ts'

/**
 * How long an error body asks to wait, or until when. Fields first: Google's `RetryInfo.retryDelay` and
 * `metadata.quotaResetDelay` in any detail, then `retry_after` and `resets_in_seconds`, then instants. Some upstreams tell it
 * only in words ("Please try again in 1.2s"), so those are the last resort.
 */
export const pauseOf = (
  sources: readonly JsonObject[],
  message: string,
): Pick<UpstreamError, 'retryAfterMs' | 'retryAt'> => {
  const told = sources.flatMap((source) => withInner(source, MAX_DEPTH))
  const retryAfterMs = first(told, delayIn)
  if (retryAfterMs !== undefined) return { retryAfterMs }
  const retryAt = first(told, instantIn)
  if (retryAt !== undefined) return { retryAt }
  const worded = delayInWords(message)
  return worded === undefined ? {} : { retryAfterMs: worded }
}

const first = (
  sources: readonly JsonObject[],
  read: (source: JsonObject) => number | undefined,
): number | undefined => {
  for (const source of sources) {
    const found = read(source)
    if (found !== undefined) return found
  }
  return undefined
}

/** A relay before a relay before an upstream: further than that nobody looks. */
const MAX_DEPTH = 2

/**
 * Relays put the error of the upstream that they asked into their own: as an object, or as text, in the message or (OpenRouter)
 * as `metadata.raw`.
 */
const withInner = (source: JsonObject, depth: number): readonly JsonObject[] => {
  if (depth === 0) return [source]
  const inner = [source['error'], source['message'], objectAt(source, 'metadata')?.['raw']]
  return [source, ...inner.map(asObject).flatMap((one) => (one ? withInner(one, depth - 1) : []))]
}

const asObject = (value: unknown): JsonObject | undefined => {
  const read = typeof value === 'string' && /^\s*[{[]/.test(value) ? parseBytes(value) : value
  const one: unknown = Array.isArray(read) ? read[0] : read
  return isObject(one) ? one : undefined
}

const delayIn = (error: JsonObject): number | undefined =>
  delayInDetails(error) ??
  secondsAt(error, 'retry_after') ??
  secondsAt(error, 'retryAfter') ??
  secondsAt(error, 'resets_in_seconds')

/** Google lists them; who writes its errors anew may give a single one. */
const detailsOf = (error: JsonObject): readonly JsonObject[] => {
  const single = objectAt(error, 'details')
  return single === undefined ? listAt(error, 'details').filter(isObject) : [single]
}

const delayInDetails = (error: JsonObject): number | undefined => {
  const delays = detailsOf(error)
    .flatMap((detail) => [
      secondsAt(detail, 'retryDelay'),
      secondsAt(detail, 'retry_delay'),
      secondsAt(objectAt(detail, 'metadata') ?? {}, 'quotaResetDelay'),
    ])
    .filter((delay) => delay !== undefined)
  return delays.length === 0 ? undefined : Math.max(...delays)
}

/** A number of seconds, as a number or written out, a duration with units, or as protobuf has it by its fields. */
const secondsAt = (value: JsonObject, key: string): number | undefined => {
  const delay = value[key]
  if (typeof delay === 'string') return parseDuration(`${delay}s`) ?? parseDuration(delay)
  const seconds = isObject(delay) ? delay['seconds'] : delay
  return (typeof seconds === 'number' || isDigits(seconds)) && Number(seconds) >= 0
    ? wholeMs(Number(seconds))
    : undefined
}

/** Protobuf's 64-bit numbers are text in JSON. */
const isDigits = (value: unknown): boolean => typeof value === 'string' && /^\d+$/.test(value)

const wholeMs = (seconds: number): number | undefined =>
  Number.isFinite(seconds) && instantOfNumber(seconds) === undefined
    ? Math.ceil(seconds * 1_000)
    : undefined

/**
 * ChatGPT's `resets_at`, Google's `quotaResetTimeStamp`, and the head of the answer that OpenRouter shows in its own
 * (`metadata.headers`).
 */
const instantIn = (error: JsonObject): number | undefined => {
  const shown = objectAt(objectAt(error, 'metadata'), 'headers')
  const instants = [
    error['retry_after'],
    error['resets_at'],
    ...detailsOf(error).map((detail) => objectAt(detail, 'metadata')?.['quotaResetTimeStamp']),
    shown?.['X-RateLimit-Reset'],
  ]
    .map(instantOf)
    .filter((at) => at !== undefined)
  return instants.length === 0 ? undefined : Math.max(...instants)
}

const instantOf = (value: unknown): number | undefined => {
  if (typeof value === 'number' || isDigits(value)) return instantOfNumber(Number(value))
  return typeof value === 'string' ? instantOfDate(value) : undefined
}

/**
 * "Please try again in 2m 30s", "Retry After 99 Seconds", "backoff for 42s", "(wait 7s)", "will reset after 1h16m0.667s",
 * "in 5 minutes". An amount without a unit, or of something else ("2 more tries"), is no delay.
 */
const wordedDelay =
  /\b(?:(?:try again|retry|resets?)(?: in| after)|back-?off(?: for)?|wait(?: for)?) ((?:\d+(?:\.\d+)? ?(?:ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z]) ?)+)/i

const delayInWords = (message: string): number | undefined => {
  const words = wordedDelay.exec(message)?.[1]
  return words === undefined ? undefined : parseDuration(words)
}
