import type { ExchangeRecord } from '../../src/ledger/record.ts'

/** The disjoint buckets of a record. */
export const tokensOf = ({
  inputTokens,
  cacheReadTokens,
  cacheWriteTokens,
  outputTokens,
  reasoningTokens,
}: ExchangeRecord) => ({
  inputTokens,
  cacheReadTokens,
  cacheWriteTokens,
  outputTokens,
  reasoningTokens,
})
