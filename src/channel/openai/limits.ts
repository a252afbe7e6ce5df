import { fillingLimit, type AnnouncedLimit } from '../announced-limit.ts'

const units = ['requests', 'tokens'] as const

/** https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers */
export const readLimits = (headers: Headers, now: number): readonly AnnouncedLimit[] =>
  units.flatMap((counts) =>
    fillingLimit({
      limit: headers.get(`x-ratelimit-limit-${counts}`),
      remaining: headers.get(`x-ratelimit-remaining-${counts}`),
      reset: headers.get(`x-ratelimit-reset-${counts}`),
      counts,
      now,
    }),
  )
