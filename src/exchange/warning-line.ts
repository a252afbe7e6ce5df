import type { Fault } from '../ir/report.ts'

/** Clients and what stands before them refuse headers of more than some kilobytes. */
const maxWarningLength = 2000

/** `field: what became of it; field: …`, in ASCII, as a header must be. */
export const warningLine = (warnings: readonly Fault[]): string =>
  warnings
    .map(({ field, problem }) => `${field}: ${problem}`)
    .join('; ')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, maxWarningLength)
