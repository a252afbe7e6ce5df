/**
 * Tokens of one exchange in disjoint buckets: their sum is what was processed. Vendors count in two
 * ways (cache reads inside the input, or beside it); a protocol's reader settles that once.
 */
export type Usage = {
  /** Read by the model at the full price: neither from a cache nor put into one. */
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  /** Written by the model, without what it only thought. */
  readonly outputTokens: number
  readonly reasoningTokens: number
}

export const noUsage: Usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
}

/** Vendors report running totals, so what was told later replaces what was told before, bucket by bucket. */
export const mergeUsage = <Known extends Partial<Usage>>(
  before: Known,
  later: Partial<Usage> | undefined,
): Known & Partial<Usage> =>
  // Some tell all of it in each chunk: then there is nothing to merge.
  later !== undefined && tellsAll(later, before) ? later : { ...before, ...later }

const tellsAll = <Known extends Partial<Usage>>(
  later: Partial<Usage>,
  before: Known,
): later is Known => {
  for (const bucket in before) if (!(bucket in later)) return false
  return true
}

export const totalTokens = (usage: Usage): number =>
  usage.inputTokens +
  usage.cacheReadTokens +
  usage.cacheWriteTokens +
  usage.outputTokens +
  usage.reasoningTokens
