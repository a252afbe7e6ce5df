const unitMs = new Map([
  ['ms', 1],
  ['milli', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

const units = 'ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?' as const
const wholeDuration = new RegExp(String.raw`^(?:\d+(?:\.\d+)?(?:${units}))+$`)
/** Of a unit that is written out only its beginning counts. */
const oneAmount = /(\d+(?:\.\d+)?)(ms|milli|[smhd])/g

/**
 * Milliseconds of a duration as vendors write it, rounded up: `34.4s`, `1h2m3.5s`, `323ms`, `2m 30s`, `5 minutes`.
 * Undefined for anything else, a bare number included: only its source knows the unit.
 */
export const parseDuration = (text: string): number | undefined => {
  const compact = text.toLowerCase().replaceAll(' ', '')
  if (!wholeDuration.test(compact)) return undefined
  let totalMs = 0
  for (const [, amount = '', unit = ''] of compact.matchAll(oneAmount))
    totalMs += Number(amount) * (unitMs.get(unit) ?? 0)
  return Math.ceil(totalMs)
}

/** Whole seconds as HTTP's `Retry-After` takes them: rounded up, never 0, which would mean "at once". */
export const wholeSeconds = (durationMs: number): number =>
  Math.max(1, Math.ceil(durationMs / 1_000))
