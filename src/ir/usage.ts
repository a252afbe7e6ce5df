/**
 * Tokens of one exchange in disjoint buckets: their sum is what was processed. Vendors count in two
 * ways (cache reads inside the input, or beside it); a protocol's reader settles that once.
 */
export type Usage = {
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
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
