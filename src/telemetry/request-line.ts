import type { ExchangeRecord } from '../ledger/record.ts'
import { formatForTerminal, type Line } from './format.ts'

/**
 * The line of one exchange as JSON, its fields beside those that every line has. Made by one native
 * call: there is a line a request, and the general formatter takes ten times as long for so many fields.
 */
export const requestLine = (record: ExchangeRecord, at: number, thread: string): string =>
  `${JSON.stringify({
    '@timestamp': new Date(at).toISOString(),
    level: 'INFO',
    message: 'exchange',
    logger: 'switchyard',
    thread,
    ...record,
  })}\n`

/** The same for the eyes of a developer: what matters, in reading order. */
export const requestLineForTerminal = (record: ExchangeRecord, at: number): string =>
  formatForTerminal({ level: 'info', at, message: summary(record), fields: {} } satisfies Line)

const summary = (record: ExchangeRecord): string =>
  [
    `${record.status} ${record.outcome}`,
    record.failureCode,
    `${record.user} ${record.protocol} ${record.model}`,
    record.account === '' ? '' : `-> ${record.account} ${record.upstreamModel}`,
    record.attempts > 1 ? `after ${record.attempts} attempts` : '',
    `${Math.round(record.totalMs)} ms`,
    record.firstEventMs < 0 ? '' : `(first event ${Math.round(record.firstEventMs)} ms)`,
    record.outputTokens < 0 ? '' : `${tokensIn(record)} -> ${record.outputTokens} tokens`,
    record.requestId,
  ]
    .filter((part) => part !== '')
    .join(' ')

const tokensIn = (record: ExchangeRecord): number =>
  [record.inputTokens, record.cacheReadTokens, record.cacheWriteTokens]
    .filter((tokens) => tokens > 0)
    .reduce((sum, tokens) => sum + tokens, 0)
