import type { ExchangeRecord, ExchangeText } from '../ledger/record.ts'
import { formatForTerminal } from './format.ts'

/**
 * The line of one exchange as JSON, its fields beside those that every line has. There is one a request,
 * so it is put together from text that is JSON already: a fraction of what the general formatter takes.
 */
export const requestLine = (text: ExchangeText, at: number, thread: string): string =>
  `{"@timestamp":"${new Date(at).toISOString()}","level":"INFO","message":"exchange","logger":"switchyard","thread":"${thread}",${text.slice(1)}\n`

/** The same for the eyes of a developer: what matters, in reading order. */
export const requestLineForTerminal = (text: ExchangeText, at: number): string =>
  formatForTerminal({ level: 'info', at, message: summary(JSON.parse(text)), fields: {} })

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
