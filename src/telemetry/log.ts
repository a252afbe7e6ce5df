import { isatty } from 'node:tty'
import type { Clock } from '../actor/clock.ts'
import type { ExchangeText } from '../ledger/record.ts'
import { type LogFields, pickFields, safeText } from './fields.ts'
import {
  formatForTerminal,
  formatJson,
  type FormatLine,
  isAtLeast,
  type LogLevel,
} from './format.ts'
import { chooseLevel, type Environment } from './level.ts'
import { openOutput, type Output, type WriteBytes, writeTo } from './output.ts'
import { requestLine, requestLineForTerminal } from './request-line.ts'
import { openThreadOutput, receiveThreadLines } from './thread-output.ts'

/**
 * One line an event: a message that never changes, and what varies as fields. Costs the caller a few
 * microseconds and never makes it wait. A failure goes in `failure` and `stack`, as text.
 */
export type Log = {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warning(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The line of one finished exchange, at level `info`. The ledger's client says it: nobody else has to. */
  exchange(text: ExchangeText): void
}

/** The log of the main thread, which writes for all. */
export type MainLog = Log &
  Disposable & {
    /** Before the process ends: settles with the number of lines that were not out after `withinMs`. */
    flush(withinMs: number): Promise<number>
  }

export type LogOptions = {
  readonly clock: Clock
  readonly environment: Environment
  /** Where the bytes go; stdout if not given. */
  readonly writeBytes?: WriteBytes
  /** Lines for people instead of JSON; asked of stdout if not given. */
  readonly isTerminal?: boolean
}

const stdout = 1

/** Opened once, by `main`. JSON lines, or coloured ones when stdout is a terminal. */
export const openMainLog = (options: LogOptions): MainLog => {
  const { clock, writeBytes = writeTo(stdout) } = options
  const lines = lineMaker(options, 'main')
  const output = openOutput({ clock, writeBytes, notice: lines.dropped })
  const threads = receiveThreadLines(output.write)
  return {
    ...logTo(output, lines),
    flush: output.flush,
    [Symbol.dispose]: threads[Symbol.dispose],
  }
}

/** The log of any other thread: its lines leave through the main thread, under `thread`. */
export const openThreadLog = (thread: string, options: Omit<LogOptions, 'writeBytes'>): Log => {
  const lines = lineMaker(options, thread)
  return logTo(openThreadOutput(options.clock, lines.dropped), lines)
}

/** Takes every line and keeps none: for tests, and for parts used without a log. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warning: () => {},
  error: () => {},
  exchange: () => {},
}

type LineMaker = {
  readonly lowest: LogLevel | 'off'
  readonly notUnderstood: string
  event(level: LogLevel, message: string, fields: LogFields): string
  exchange(text: ExchangeText): string
  dropped(count: number): string
}

const lineMaker = (options: Omit<LogOptions, 'writeBytes'>, thread: string): LineMaker => {
  const { clock, environment, isTerminal = isatty(stdout) } = options
  const { level: lowest, notUnderstood } = chooseLevel(environment)
  const format: FormatLine = isTerminal ? formatForTerminal : formatJson
  const event: LineMaker['event'] = (level, message, fields) =>
    format({
      level,
      message: safeText(message),
      at: clock.now(),
      fields: { thread, ...pickFields(fields) },
    })
  return {
    lowest,
    notUnderstood,
    event,
    exchange: (text) =>
      isTerminal
        ? requestLineForTerminal(text, clock.now())
        : requestLine(text, clock.now(), thread),
    dropped: (count) => event('warning', 'log lines were dropped', { count }),
  }
}

const logTo = (output: Output, lines: LineMaker): Log => {
  const { lowest } = lines
  const isOn = (level: LogLevel): boolean => lowest !== 'off' && isAtLeast(level, lowest)
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (isOn(level)) output.write(lines.event(level, message, fields))
    }
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warning: at('warning'),
    error: at('error'),
    exchange: (text) => {
      if (isOn('info')) output.write(lines.exchange(text))
    },
  }
  if (lines.notUnderstood !== '') {
    log.warning('the log level is not understood, info is used', { setting: lines.notUnderstood })
  }
  return log
}
