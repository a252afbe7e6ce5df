import { fillingLimit, LONGEST_LIMIT_MS, type AnnouncedLimit } from '../announced-limit.ts'
import { usageWindows, type UsageWindow } from '../windows.ts'

/** Its limits of prompts leave out what is read from the cache; `tokens` is whichever of the two is nearer. */
const limits = [
  ['requests', 'requests'],
  ['tokens', 'fresh-tokens'],
  ['input-tokens', 'fresh-tokens'],
  ['output-tokens', 'output-tokens'],
] as const

/** https://docs.anthropic.com/en/api/rate-limits#response-headers, and the windows of subscriptions. */
export const readLimits = (headers: Headers, now: number): readonly AnnouncedLimit[] => [
  ...limits.flatMap(([name, counts]) =>
    fillingLimit({
      limit: headers.get(`anthropic-ratelimit-${name}-limit`),
      remaining: headers.get(`anthropic-ratelimit-${name}-remaining`),
      reset: headers.get(`anthropic-ratelimit-${name}-reset`),
      counts,
      now,
    }),
  ),
  ...usageWindows(headers).map((window) => windowLimit(window, now)),
]

const windowLimit = ({ left, resetsAt, isRejected }: UsageWindow, now: number): AnnouncedLimit => {
  const at = Math.min(resetsAt, now + LONGEST_LIMIT_MS)
  return {
    isOfAccount: true,
    promptTokens: 0,
    countsCached: false,
    left,
    resetsAt: at,
    spentUntil: isRejected && at > now ? at : 0,
  }
}
