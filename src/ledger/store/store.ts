import type { ExchangeRecord } from '../record.ts'
import type { StateEntry } from '../state.ts'

/**
 * Where records are kept. A store is used by one actor, one call at a time; a failure is a value, so that
 * a full disk is an answer and not a crash. Every store passes the suite in `test/contract/store.ts`.
 */
export type Store = {
  /**
   * All of the batch or nothing of it, in one transaction. A record whose id is known already is left as
   * it is: `added` counts the new ones. So a batch may be written again when it is not known to be written.
   */
  write(records: readonly ExchangeRecord[]): Promise<StoreWritten | StoreFailure>
  /** The latest records, newest first (`startedAt`, then `id`). */
  recent(limit: number): Promise<StoreRecent | StoreFailure>
  /**
   * Writes entries of state one after the other, all of them or none, in one transaction: each takes the place of the
   * one of its kind and key, and one without a value takes it away. See `StateEntry` for one without a key.
   */
  writeState(entries: readonly StateEntry[]): Promise<StoreWritten | StoreFailure>
  /** What is kept of one kind, the latest first (`at`, then `key`). */
  readState(kind: string, limit: number): Promise<StoreState | StoreFailure>
  /** Gives back the file or the connection. Harmless when called twice. */
  close(): Promise<void>
}

/**
 * Opens the database that `dsn` names, made if it is not there, and brings its schema up to date. A
 * database of a newer version of this program is refused, never changed.
 */
export type OpenStore = (dsn: string) => Promise<StoreOpened | StoreFailure>

/**
 * What a database holds of some kinds of state, before anybody opens it. Nothing is made and nothing changed: one that
 * is not there yet, or that has no state yet, holds nothing.
 */
export type PeekState = (dsn: string, wanted: WantedState) => Promise<StatePeeked | StoreFailure>

/** How many entries of which kind. */
export type WantedState = Readonly<Record<string, number>>

export type StatePeeked = {
  readonly type: 'peeked'
  /** Of each wanted kind, the latest first. */
  readonly entries: ReadonlyMap<string, readonly StateEntry[]>
}

export type StoreOpened = { readonly type: 'opened'; readonly store: Store }
export type StoreWritten = { readonly type: 'written'; readonly added: number }
export type StoreRecent = { readonly type: 'recent'; readonly records: readonly ExchangeRecord[] }

export type StoreState = { readonly type: 'state'; readonly entries: readonly StateEntry[] }

export type StoreFailure = {
  readonly type: 'failed'
  /** The engine's own (`SQLITE_BUSY`, `SQLITE_FULL`), else one of ours (`unsupported_dsn`, `newer_schema`). */
  readonly code: string
  /** For the log. Never holds a value of a record. */
  readonly message: string
}
