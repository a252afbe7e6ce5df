import { fillingLimit, type AnnouncedLimit } from '../announced-limit.ts'

const units = ['requests', 'tokens'] as const

/** https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers */
export const readLimits = (headers: Headers, now: number): readonly AnnouncedLimit[] =>
  units.flatMap((unit) =>
    fillingLimit({
      limit: headers.get(`x-ratelimit-limit-${unit}`),
      remaining: headers.get(`x-ratelimit-remaining-${unit}`),
      reset: headers.get(`x-ratelimit-reset-${unit}`),
      unit,
      now,
    }),
  )
