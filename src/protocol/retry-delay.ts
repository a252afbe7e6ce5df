import { parseDuration } from '../ir/duration.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from './json.ts'

/**
 * How long an error body asks to wait, in milliseconds. Fields first: Google's `RetryInfo.retryDelay` and
 * `metadata.quotaResetDelay` in any detail, then `retry_after` and `resets_in_seconds`. Some upstreams tell it
 * only in words ("Please try again in 1.2s"), so those are the last resort.
 */
export const retryDelayOf = (
  sources: readonly JsonObject[],
  message: string,
): number | undefined => {
  for (const source of sources) {
    const delay =
      delayInDetails(source) ??
      secondsAt(source, 'retry_after') ??
      secondsAt(source, 'resets_in_seconds')
    if (delay !== undefined) return delay
  }
  return delayInWords(message)
}

const delayInDetails = (error: JsonObject): number | undefined => {
  const delays = listAt(error, 'details')
    .filter(isObject)
    .flatMap((detail) => [
      parseDuration(stringAt(detail, 'retryDelay')),
      parseDuration(stringAt(objectAt(detail, 'metadata'), 'quotaResetDelay')),
    ])
    .filter((delay) => delay !== undefined)
  return delays.length === 0 ? undefined : Math.max(...delays)
}

/** A number of seconds, as a number or written out, or a duration with units. */
const secondsAt = (value: JsonObject, key: string): number | undefined => {
  const delay = value[key]
  if (typeof delay === 'number')
    return delay >= 0 && Number.isFinite(delay) ? Math.ceil(delay * 1_000) : undefined
  return typeof delay === 'string'
    ? (parseDuration(`${delay}s`) ?? parseDuration(delay))
    : undefined
}

/**
 * "Please try again in 2m 30s", "Retry After 99 Seconds", "backoff for 42s", "(wait 7s)", "will reset after 1h16m0.667s",
 * "in 5 minutes". An amount without a unit, or of something else ("2 more tries"), is no delay.
 */
const wordedDelay =
  /\b(?:(?:try again|retry|reset)(?: in| after)|back-?off(?: for)?|wait(?: for)?) ((?:\d+(?:\.\d+)? ?(?:ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z]) ?)+)/i

const delayInWords = (message: string): number | undefined => {
  const words = wordedDelay.exec(message)?.[1]
  return words === undefined ? undefined : parseDuration(words.toLowerCase().replace(unit, '$1'))
}

/** Of a unit that is written out only its sign is kept. */
const unit = /(ms|[smhd])[a-z]*/g
