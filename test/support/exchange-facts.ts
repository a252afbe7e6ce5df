import {
  type ExchangeFacts,
  exchangeRecord,
  type ExchangeRecord,
  type ExchangeText,
  writeRecord,
} from '../../src/ledger/record.ts'

/** A plain completed exchange, with what the test cares about put over it. */
export const exchangeFacts = (over: Partial<ExchangeFacts> = {}): ExchangeFacts => ({
  exchange: 1,
  requestId: 'request-1',
  startedAt: 1_790_000_000_000,
  user: 'alice',
  key: 'laptop',
  protocol: 'openai-chat',
  operation: 'generate',
  channel: 'openai',
  account: 'openai/team-1',
  model: 'gpt-4.1-mini',
  upstreamModel: 'gpt-4.1-mini-2026',
  status: 200,
  outcome: 'completed',
  failureCode: '',
  attempts: 1,
  isStreaming: true,
  bytesIn: 1_234,
  bytesOut: 45_678,
  inputTokens: 100,
  cacheReadTokens: 20,
  cacheWriteTokens: -1,
  outputTokens: 400,
  reasoningTokens: 30,
  authMs: 0.125,
  queueMs: 0.5,
  slotMs: -1,
  connectMs: 12.25,
  firstEventMs: 350.5,
  streamMs: 2_000.75,
  totalMs: 2_364.125,
  ...over,
})

/** The record of `exchangeFacts`, of a run called `run`. */
export const exchangeRecordOf = (over: Partial<ExchangeFacts> = {}): ExchangeRecord =>
  exchangeRecord('run', exchangeFacts(over))

/** The same as text, as it travels. */
export const exchangeTextOf = (over: Partial<ExchangeFacts> = {}): ExchangeText =>
  writeRecord(exchangeRecordOf(over))

/** Records `run-<from>` to `run-<to>`, each a millisecond after the one before. */
export const exchangeRecords = (from: number, to: number): readonly ExchangeRecord[] =>
  Array.from({ length: to - from + 1 }, (_, index) =>
    exchangeRecordOf({ exchange: from + index, startedAt: 1_790_000_000_000 + from + index }),
  )
