/** The one place that knows LogTape: its levels, its JSON lines, its lines for a terminal. */
import {
  compareLogLevel,
  getAnsiColorFormatter,
  getJsonLinesFormatter,
  isLogLevel,
  type LogLevel,
  type LogRecord,
} from '@logtape/logtape'

export type { LogLevel } from '@logtape/logtape'
export { isLogLevel }

/** Plain values under allow-listed names. */
export type FlatFields = Readonly<Record<string, string | number | boolean>>

export type Line = {
  readonly level: LogLevel
  readonly message: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Written out in full by JSON; a terminal shows them as `name=value` after the message. */
  readonly fields: FlatFields
}

/** A line with its line break. */
export type FormatLine = (line: Line) => string

export const isAtLeast = (level: LogLevel, lowest: LogLevel): boolean =>
  compareLogLevel(level, lowest) >= 0

const toJson = getJsonLinesFormatter({ properties: 'flatten' })

export const formatJson: FormatLine = (line) => toJson(logRecordOf(line))

/** Control characters are escaped, line breaks too: a text from outside cannot paint on the terminal. */
const toColours = getAnsiColorFormatter({
  timestamp: 'time',
  sanitize: { newlines: 'escape' },
  format: ({ timestamp, level, message, record }) =>
    [timestamp, level, message, ...shown(record)].join(' '),
})

export const formatForTerminal: FormatLine = (line) => toColours(logRecordOf(line))

const shown = ({ properties }: LogRecord): readonly string[] =>
  Object.entries(properties)
    .filter(([, value]) => value !== '' && value !== -1)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)

const logRecordOf = ({ level, message, at, fields }: Line): LogRecord => ({
  category: ['switchyard'],
  level,
  message: [message],
  rawMessage: message,
  timestamp: at,
  properties: fields,
})
