import { actorKind } from '../actor/definition.ts'
import type { ActorRef } from '../actor/message.ts'
import type { ExchangeText } from './record.ts'
import type { StoreFailure, StoreRecent } from './store/store.ts'

/** What the ledger actor accepts. Built by `client.ts` only. */
export type LedgerMessage = KeepRecord | Flush | AskRecent

/** Nobody waits for it: what became of it is said by a `settled` later. */
export type KeepRecord = {
  readonly type: 'keep'
  /** Counts the records of one client, from 1, in the order in which they are sent. */
  readonly sequence: number
  readonly text: ExchangeText
}

/** Write what waits now instead of at the end of the window, and go on until nothing waits. */
export type Flush = { readonly type: 'flush' }

/** Answered with the latest records, newest first. */
export type AskRecent = {
  readonly type: 'ask-recent'
  readonly limit: number
  readonly replyTo: ActorRef<RecentReply>
}

export type RecentReply = StoreRecent | StoreFailure

/** What the ledger actor tells the one that started it. */
export type LedgerReport = {
  readonly type: 'settled'
  /** Every record up to this one is written, or given up. */
  readonly through: number
  /** How many of those settled now were given up. */
  readonly lost: number
}

export type LedgerArguments = {
  /** As in `OpenStore`. */
  readonly dsn: string
  /** Records of one transaction at most: `runtime.storage_write_max_batch_size`. */
  readonly maxBatchSize: number
  /** How long a record may wait for others: `runtime.storage_write_aggregate_window_ms`. */
  readonly windowMs: number
  readonly reportTo: ActorRef<LedgerReport>
}

export const ledgerKind = actorKind<LedgerMessage, LedgerArguments>('ledger')
