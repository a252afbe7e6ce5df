import { actorKind } from '../actor/definition.ts'
import type { ActorRef } from '../actor/message.ts'
import type { BatchText } from './record.ts'
import type { StateText } from './state.ts'
import type { StoreFailure, StoreRecent, StoreState } from './store/store.ts'

/** What the ledger actor accepts. Built by `client.ts` only. */
export type LedgerMessage = KeepRecords | KeepState | Flush | AskRecent | AskState

/**
 * One batch, to be written in one transaction. Nobody waits for it: what became of it is said by a
 * `settled` later. Records are gathered before they cross to the thread, not after: a wake-up of the
 * thread for each of them would cost more than all the rest.
 */
export type KeepRecords = {
  readonly type: 'keep'
  /** The sequence number of the last record: they are counted from 1, in the order in which they are sent. */
  readonly through: number
  readonly count: number
  readonly batch: BatchText
}

/** A batch of state, in the order in which it is to be written; answered with a `state-settled` later. */
export type KeepState = {
  readonly type: 'keep-state'
  /** The sequence number of the last entry, counted by the one who sends. */
  readonly through: number
  readonly count: number
  readonly batch: StateText
}

/** Somebody waits: what rests after a failure is tried again at once. */
export type Flush = { readonly type: 'flush' }

/** Answered with the latest records, newest first. */
export type AskRecent = {
  readonly type: 'ask-recent'
  readonly limit: number
  readonly replyTo: ActorRef<RecentReply>
}

export type RecentReply = StoreRecent | StoreFailure

/** Answered with what is kept of one kind, the latest first. */
export type AskState = {
  readonly type: 'ask-state'
  readonly kind: string
  readonly limit: number
  readonly replyTo: ActorRef<StateReply>
}

export type StateReply = StoreState | StoreFailure

/** What the ledger actor tells the one that started it. */
export type LedgerReport = RecordsSettled | StateSettled

export type RecordsSettled = {
  readonly type: 'settled'
  /** Every record up to this one is written, or given up. */
  readonly through: number
  /** How many of those settled now were given up. */
  readonly lost: number
}

/** The batch of state is written, or given up for now. */
export type StateSettled = {
  readonly type: 'state-settled'
  readonly through: number
  readonly isWritten: boolean
}

export type LedgerArguments = {
  /** As in `OpenStore`. */
  readonly dsn: string
  readonly reportTo: ActorRef<LedgerReport>
}

export const ledgerKind = actorKind<LedgerMessage, LedgerArguments>('ledger')
