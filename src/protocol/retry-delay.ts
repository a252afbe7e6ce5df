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

const wordedDelay =
  /(?:try again|retry|reset)(?: in| after) ((?:\d+(?:\.\d+)?\s?(?:ms|s|m|h|d)(?![a-z])\s?)+|\d+(?:\.\d+)? ?sec)/i

const delayInWords = (message: string): number | undefined => {
  const words = wordedDelay.exec(message)?.[1]
  return words === undefined ? undefined : parseDuration(words.trim().replace(/ ?sec$/i, 's'))
}
