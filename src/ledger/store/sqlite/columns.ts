import type { ExchangeRecord } from '../../record.ts'

/** Field and column, one list for reading and writing. The compiler asks for every field. */
const columnOf: { readonly [Field in keyof ExchangeRecord]: string } = {
  id: 'id',
  requestId: 'request_id',
  startedAt: 'started_at',
  user: 'user',
  key: 'key',
  protocol: 'protocol',
  operation: 'operation',
  channel: 'channel',
  account: 'account',
  model: 'model',
  upstreamModel: 'upstream_model',
  status: 'status',
  outcome: 'outcome',
  failureCode: 'failure_code',
  attempts: 'attempts',
  isStreaming: 'is_streaming',
  bytesIn: 'bytes_in',
  bytesOut: 'bytes_out',
  inputTokens: 'input_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  outputTokens: 'output_tokens',
  reasoningTokens: 'reasoning_tokens',
  authMs: 'auth_ms',
  queueMs: 'queue_ms',
  slotMs: 'slot_ms',
  connectMs: 'connect_ms',
  firstEventMs: 'first_event_ms',
  streamMs: 'stream_ms',
  totalMs: 'total_ms',
}

const pairs = Object.entries(columnOf)

/** A record already there stays: being told twice is normal after a thread was replaced. */
export const insertRecord = `INSERT INTO exchanges (${pairs.map(([, column]) => `"${column}"`).join(', ')})
VALUES (${pairs.map(([field]) => `$${field}`).join(', ')})
ON CONFLICT (id) DO NOTHING`

/** Columns under their field names, so that a row is a record but for its boolean. */
export const selectRecent = `SELECT ${pairs.map(([field, column]) => `"${column}" AS "${field}"`).join(', ')}
FROM exchanges ORDER BY started_at DESC, id DESC LIMIT ?`

export type RecordRow = Omit<ExchangeRecord, 'isStreaming'> & { readonly isStreaming: number }

export const recordOf = (row: RecordRow): ExchangeRecord => ({
  ...row,
  isStreaming: row.isStreaming === 1,
})
