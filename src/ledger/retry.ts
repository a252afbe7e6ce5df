/** A batch is tried this often, within about ten seconds, before it is given up. */
export const maxTries = 8

/** How long to wait after the `tries`-th failure in a row. */
export const retryDelayMs = (tries: number): number => Math.min(100 * 2 ** (tries - 1), 5_000)
