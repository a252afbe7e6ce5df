import type { Failure } from '../../ir/failure.ts'
import type { UpstreamRefusal } from '../channel.ts'
import { classifyRefusal } from '../classify.ts'

/**
 * A quota of a day is there again at midnight, Pacific time (https://ai.google.dev/gemini-api/docs/rate-limits). Its refusal
 * asks for a pause of seconds all the same, as one of a minute does (seen 2026-11), and says which of the two it is by the
 * quota's name alone: `GenerateRequestsPerDayPerProjectPerModel-FreeTier`.
 */
export const classify = (refusal: UpstreamRefusal): Failure => {
  const failure = classifyRefusal(refusal)
  if (isOfThing(refusal))
    return { ...failure, kind: 'client', code: 'not_found', status: refusal.status }
  const daily = (refusal.error?.quotas ?? []).filter((name) => name.includes('PerDay'))
  if (daily.length === 0 || (failure.kind !== 'rate_limited' && failure.kind !== 'quota'))
    return failure
  return {
    ...failure,
    kind: 'quota',
    retryAfterMs: untilMidnight(refusal.now),
    ...(daily.every((name) => name.includes('PerModel')) ? { isOfModel: true } : {}),
  }
}

/**
 * What is not there and what is another's is refused alike, and by the status that a refused key has (seen 2026-11: "You
 * do not have permission to access the File … or it may not exist.", "CachedContent not found (or permission denied)").
 * It is the request that names it: the account is as good as before.
 */
const isOfThing = ({ status, error }: UpstreamRefusal): boolean =>
  (status === 403 || status === 404) && ofThing.test(error?.message ?? '')

const ofThing =
  /permission to access the .+ or it may not exist|permission to access the (?:file|cached ?content)\b|^cached ?content not found/i

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A day on which the clocks are changed has an hour more or less. */
const untilMidnight = (now: number): number => {
  const nextDay = now + DAY_MS - sinceMidnight(now)
  const past = sinceMidnight(nextDay)
  const midnight = past === 0 ? nextDay : nextDay + (past > DAY_MS / 2 ? DAY_MS - past : -past)
  return midnight - now
}

let pacific: Intl.DateTimeFormat | undefined

/** Made when it is needed: to read the rules of a time zone takes tens of ms, and nearly no thread meets a quota of a day. */
const pacificClocks = (): Intl.DateTimeFormat =>
  (pacific ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }))

/** As they show it. */
const sinceMidnight = (at: number): number => {
  const parts = new Map(
    pacificClocks()
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const seconds =
    (parts.get('hour') ?? 0) * 3_600 + (parts.get('minute') ?? 0) * 60 + (parts.get('second') ?? 0)
  return seconds * 1_000 + (at % 1_000)
}
