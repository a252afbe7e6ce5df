/** What the process ends with. */
export const exitCodes = {
  done: 0,
  /** What was asked for could not be done; the reason was printed. */
  failed: 1,
  /** The command line itself is at fault. */
  usage: 2,
} as const
