import { fillingLimit, type AnnouncedLimit } from '../announced-limit.ts'
import { usageWindows } from '../windows.ts'

const names = ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const

/** https://docs.anthropic.com/en/api/rate-limits#response-headers, and the windows of subscriptions. */
export const readLimits = (headers: Headers, now: number): readonly AnnouncedLimit[] => [
  ...names.flatMap((name) =>
    fillingLimit({
      limit: headers.get(`anthropic-ratelimit-${name}-limit`),
      remaining: headers.get(`anthropic-ratelimit-${name}-remaining`),
      reset: headers.get(`anthropic-ratelimit-${name}-reset`),
      unit: name === 'requests' ? 'requests' : 'tokens',
      now,
    }),
  ),
  ...usageWindows(headers).map(({ left, resetsAt, isRejected }) => ({
    isOfAccount: true,
    left,
    resetsAt,
    spentUntil: isRejected && resetsAt > now ? resetsAt : 0,
  })),
]
