import { parseDuration } from '../ir/duration.ts'
import { instantOfDate, instantOfNumber } from '../ir/instant.ts'
import { LONGEST_LIMIT_MS } from './announced-limit.ts'
import type { UpstreamRefusal } from './channel.ts'
import { spentWindows } from './windows.ts'

type Sources = Pick<UpstreamRefusal, 'headers' | 'now' | 'error'>

/**
 * How long an upstream asks us to stay away, in ms. From its headers: `retry-after-ms`, `Retry-After` as seconds
 * or as a date (RFC 9110 §10.2.3), then the reset of whichever announced limit has nothing left. Last what its error says
 * in the body.
 */
export const retryDelayOf = ({ headers, now, error }: Sources): number | undefined => {
  const delay =
    milliseconds(headers.get('retry-after-ms')) ??
    retryAfter(headers.get('retry-after'), now) ??
    exhaustedLimit(headers, now) ??
    error?.retryAfterMs ??
    until(error?.retryAt, now)
  return delay === undefined ? undefined : Math.min(delay, LONGEST_LIMIT_MS)
}

const milliseconds = (value: string | null): number | undefined => {
  const amount = value === null || value.trim() === '' ? Number.NaN : Number(value)
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined
}

/** Two of them, of the upstream and of what stands before it, arrive as one list: then both are meant. */
const retryAfter = (value: string | null, now: number): number | undefined =>
  longest((value?.match(memberOfList) ?? []).map((member) => delayOf(member, now)))

/** A date has a comma of its own. */
const memberOfList = /[a-z]{3,9}, [^,]+|[^,]+/gi

/** Seconds, an instant of the epoch where a delay belongs, a duration with units, or a date. */
const delayOf = (text: string, now: number): number | undefined => {
  const plain = text.replaceAll('"', '').trim()
  const seconds = milliseconds(plain)
  if (seconds === undefined) return parseDuration(plain) ?? until(instantOfDate(plain), now)
  return until(instantOfNumber(seconds), now) ?? seconds * 1_000
}

const until = (at: number | undefined, now: number): number | undefined =>
  at === undefined ? undefined : Math.max(0, at - now)

const longest = (delays: readonly (number | undefined)[]): number | undefined => {
  const known = delays.filter((delay) => delay !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/**
 * What is left of a limit, and when it is whole again: OpenAI (`x-ratelimit-reset-requests: 6m0s`), Anthropic
 * (`anthropic-ratelimit-requests-reset`, RFC 3339), and what gateways tell of the only limit they have
 * (`X-RateLimit-Reset`, an instant or seconds; the draft of the IETF, seconds).
 */
const limits: readonly (readonly [remaining: string, reset: string])[] = [
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].flatMap((unit) => [
    [`x-ratelimit-remaining-${unit}`, `x-ratelimit-reset-${unit}`] as const,
    [`anthropic-ratelimit-${unit}-remaining`, `anthropic-ratelimit-${unit}-reset`] as const,
  ]),
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['ratelimit-remaining', 'ratelimit-reset'],
]

/** Two that contradict each other are two limits: it is held up by the one that takes longer. */
const exhaustedLimit = (headers: Headers, now: number): number | undefined =>
  longest([
    ...limits.map(([remaining, reset]) => {
      const told = milliseconds(headers.get(remaining)) === 0 ? headers.get(reset) : null
      return told === null ? undefined : delayOf(told, now)
    }),
    spentPolicies(headers.get('ratelimit')),
    ...spentWindows(headers).map(({ resetsAt }) => (resetsAt > now ? resetsAt - now : undefined)),
  ])

/** The newer draft of the IETF (Hugging Face): `"default";r=0;t=30`, a list of such. */
const spentPolicies = (told: string | null): number | undefined =>
  longest(
    (told?.split(',') ?? []).map((policy) => {
      const [, seconds] = spentPolicy.exec(policy) ?? []
      return seconds === undefined ? undefined : Number(seconds) * 1_000
    }),
  )

const spentPolicy = /;\s*r=0\s*;\s*t=(\d{1,9})\s*(?:;|$)/
