import { instantOfNumber } from '../ir/instant.ts'

/**
 * Anthropic counts what a subscription has used by windows of five hours and of seven days, for all models together. Each
 * answer tells of both: `…-utilization` is the share that is used, `…-status` is `allowed`, `allowed_warning` or `rejected`,
 * `…-reset` is in seconds since 1970. Seen 2026-11; not in its documentation. There are windows of single models besides,
 * named after the plan's models, which are not read. Older answers tell the nearest limit alone, without a window's name.
 */
export type UsageWindow = {
  /** Share that is left, 0 to 1. */
  readonly left: number
  /** Epoch ms; 0: not told. */
  readonly resetsAt: number
  readonly isRejected: boolean
}

const nameless = 'anthropic-ratelimit-unified'
const named = [`${nameless}-5h`, `${nameless}-7d`] as const

export const usageWindows = (headers: Headers): readonly UsageWindow[] => {
  const windows = named.flatMap((name) => windowOf(headers, name))
  if (windows.length > 0) return windows
  return windowOf(headers, nameless).filter(({ isRejected }) => isRejected)
}

const windowOf = (headers: Headers, name: string): UsageWindow[] => {
  const used = amount(headers.get(`${name}-utilization`))
  const status = headers.get(`${name}-status`)
  if (status === null) return []
  const isRejected = status === 'rejected'
  const left = isRejected ? 0 : Math.max(0, 1 - (used ?? 0))
  const resetsAt = instantOfNumber(amount(headers.get(`${name}-reset`)) ?? 0) ?? 0
  return [{ left, resetsAt, isRejected }]
}

/** Those that refuse everything until their reset. */
export const spentWindows = (headers: Headers): readonly UsageWindow[] =>
  usageWindows(headers).filter(({ isRejected }) => isRejected)

const amount = (text: string | null): number | undefined => {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}
