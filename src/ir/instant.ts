/** Ten years, as seconds: nobody asks for so long a pause. */
const NO_DELAY_S = 315_360_000
/** As seconds this is in three thousand years, as milliseconds it was long ago. */
const NO_SECONDS = 100_000_000_000
/** As milliseconds it is in three thousand years. */
const NO_INSTANT = 100_000_000_000_000

/** Epoch ms of a number that is too large for a delay: seconds of the epoch, or its milliseconds. Undefined for any other. */
export const instantOfNumber = (value: number): number | undefined => {
  if (!(value > NO_DELAY_S && value < NO_INSTANT)) return undefined
  return value < NO_SECONDS ? value * 1_000 : value
}

/**
 * Epoch ms of a date that has letters and a time, as HTTP and RFC 3339 write it. What else can be read as a date is none
 * (`-4`: a month of 2001; `later than 5`: one as well).
 */
export const instantOfDate = (text: string): number | undefined => {
  const at = looksLikeDate.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

const looksLikeDate = /[a-z].*\d:\d\d|\d:\d\d.*[a-z]/is
