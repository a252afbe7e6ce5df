import type { AnnouncedLimit } from '../channel/index.ts'
import type { Measures } from './outcome.ts'

/**
 * Where an attempt's answer goes. Everything is a byte string of whole events. `open` is called at most once, and
 * `answer` only when `open` was not: the client sees one beginning whatever happened before.
 */
export type Sink = {
  /**
   * By these ids a later request may name what is in the answer. Called before the client can know of them. `isKept`:
   * this account's upstream keeps it; else nobody does, since it comes from another protocol.
   */
  made(ids: readonly string[], isKept: boolean): void
  /** What the upstream's headers tell of its limits; called before the rest of its answer is read, and never with nothing. */
  announced(limits: readonly AnnouncedLimit[]): void
  open(status: number, headers: string, data: string): void
  chunk(data: string): void
  answer(answer: WholeAnswer, measures: Measures): void
  /** Undefined while more may be sent; else a promise that resolves when the client has taken enough. */
  writable(): Promise<void> | undefined
}

/** `headers` are those that may pass, as `name: value` lines. */
export type WholeAnswer = {
  readonly status: number
  readonly headers: string
  readonly body: string
}
