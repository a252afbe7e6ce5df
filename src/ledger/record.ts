import { redact } from '../telemetry/redact.ts'

/**
 * - `completed`: the answer reached the client whole, an upstream's refusal of the request included
 * - `refused`: Switchyard answered itself, no account was asked (auth, route, size, nothing free in time)
 * - `failed`: accounts were asked and none could answer
 * - `broken`: the answer broke off after it had begun
 * - `cancelled`: the client left
 */
export type ExchangeOutcome = 'completed' | 'refused' | 'failed' | 'broken' | 'cancelled'

/**
 * One client request, from its first byte in to its last byte out. It goes to the ledger and into the
 * log line alike, so it is flat, and what is not named here can get into neither.
 * Texts are empty and numbers -1 where there is nothing to say.
 */
export type ExchangeRecord = {
  /** Unique over all runs: the ledger keeps one row an id, however often it is told of it. */
  readonly id: string
  /** The client's or ours: in the answer and sent upstream. */
  readonly requestId: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly user: string
  /** The label of the client's key, never the key. */
  readonly key: string
  readonly protocol: string
  readonly operation: string
  readonly channel: string
  /** `channel/credential`. */
  readonly account: string
  /** As the client wrote it. */
  readonly model: string
  readonly upstreamModel: string
  /** What the client was answered with. */
  readonly status: number
  readonly outcome: ExchangeOutcome
  /** Stable, for programs: the `code` of the failure. */
  readonly failureCode: string
  /** Upstream calls made for it, over all accounts. */
  readonly attempts: number
  readonly isStreaming: boolean
  readonly bytesIn: number
  readonly bytesOut: number
  /** Tokens in disjoint buckets: their sum is what was processed. */
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  /** Where the time went, each part in milliseconds. */
  readonly authMs: number
  readonly queueMs: number
  readonly slotMs: number
  readonly connectMs: number
  readonly firstEventMs: number
  readonly streamMs: number
  /** From the first byte in to the last byte out. */
  readonly totalMs: number
}

/** What the front knows of an exchange: `exchange` is its number in this process, from which the id is made. */
export type ExchangeFacts = Omit<ExchangeRecord, 'id'> & { readonly exchange: number }

declare const written: unique symbol

/** A record as JSON text, made once for the log line and for the way to the ledger thread. */
export type ExchangeText = string & { readonly [written]: 'record' }

/** Records as one JSON array: posting one string costs a fraction of posting their thirty fields each. */
export type BatchText = string & { readonly [written]: 'batch' }

// These two are the only places that make such texts.
export const writeRecord = (record: ExchangeRecord): ExchangeText =>
  JSON.stringify(record) as ExchangeText

export const writeBatch = (texts: readonly ExchangeText[]): BatchText =>
  `[${texts.join(',')}]` as BatchText

export const readBatch = (batch: BatchText): readonly ExchangeRecord[] => JSON.parse(batch)

/** A client may name a model by a megabyte of text; no record is larger than its column list times this. */
const maxTextLength = 200

/**
 * The record of an exchange: exactly the fields above, whatever else the facts carry, with texts cut,
 * secrets taken out of them and times rounded to the microsecond.
 */
export const exchangeRecord = (run: string, facts: ExchangeFacts): ExchangeRecord => ({
  // Padded, so that ids sort as they were given: rows are appended, not strewn over the table.
  id: `${run}-${String(facts.exchange).padStart(9, '0')}`,
  requestId: text(facts.requestId),
  startedAt: Math.round(facts.startedAt),
  user: label(facts.user),
  key: label(facts.key),
  protocol: label(facts.protocol),
  operation: label(facts.operation),
  channel: label(facts.channel),
  account: label(facts.account),
  model: label(facts.model),
  upstreamModel: label(facts.upstreamModel),
  status: number(facts.status),
  outcome: facts.outcome,
  failureCode: label(facts.failureCode),
  attempts: number(facts.attempts),
  isStreaming: facts.isStreaming,
  bytesIn: number(facts.bytesIn),
  bytesOut: number(facts.bytesOut),
  inputTokens: number(facts.inputTokens),
  cacheReadTokens: number(facts.cacheReadTokens),
  cacheWriteTokens: number(facts.cacheWriteTokens),
  outputTokens: number(facts.outputTokens),
  reasoningTokens: number(facts.reasoningTokens),
  authMs: duration(facts.authMs),
  queueMs: duration(facts.queueMs),
  slotMs: duration(facts.slotMs),
  connectMs: duration(facts.connectMs),
  firstEventMs: duration(facts.firstEventMs),
  streamMs: duration(facts.streamMs),
  totalMs: duration(facts.totalMs),
})

/** Cut after the redaction: half a secret is no longer recognised as one. */
const text = (value: string): string => {
  const safe = redact(value.length > 4 * maxTextLength ? value.slice(0, 4 * maxTextLength) : value)
  return safe.length > maxTextLength ? `${safe.slice(0, maxTextLength - 1)}…` : safe
}

const labels = new Map<string, string>()
const mostLabels = 1000

/**
 * A text that is the same in record after record: names of models, accounts, users. Looking for secrets in each of
 * them again took half of a record's time.
 */
const label = (value: string): string => {
  const known = labels.get(value)
  if (known !== undefined) return known
  const safe = text(value)
  if (value.length > maxTextLength) return safe
  // Clients choose some of them: no table of theirs grows for ever.
  if (labels.size >= mostLabels) labels.clear()
  labels.set(value, safe)
  return safe
}

const number = (value: number): number => (Number.isFinite(value) ? Math.round(value) : -1)

const duration = (ms: number): number => (Number.isFinite(ms) ? Math.round(ms * 1000) / 1000 : -1)
