import type { FailureRecord, StopReason, Undeliverable } from './message.ts'
import type { Decision } from './supervision.ts'

export type ActorState = 'starting' | 'running' | 'restarting' | 'stopping' | 'stopped'

/** One live actor, as an operator sees it. */
export type ActorView = {
  readonly ref: string
  readonly path: string
  readonly kind: string
  readonly state: ActorState
  readonly mailboxDepth: number
  /** How long the message that waits longest has waited; 0 when none waits. */
  readonly oldestMessageMs: number
  readonly restarts: number
  readonly lastFailure: FailureRecord | null
  readonly children: readonly string[]
}

/** Totals since the node started. */
export type Counters = {
  /** Sent to an address where nobody lives. */
  deadLetters: number
  /** Refused by a full mailbox. */
  overloaded: number
  /** Given up by a full mailbox for a newer message. */
  dropped: number
  /** Sent to a node that is lost or was never known. */
  nodeLost: number
  /** Could not be cloned for another thread. */
  unclonable: number
  /** Answers that came after their asker had given up. */
  lateReplies: number
}

export const noCounts = (): Counters => ({
  deadLetters: 0,
  overloaded: 0,
  dropped: 0,
  nodeLost: 0,
  unclonable: 0,
  lateReplies: 0,
})

/** Why something that was sent reached nobody. */
export type Loss = Undeliverable | 'dropped' | 'late-reply'

export const counterOf: Readonly<Record<Loss, keyof Counters>> = {
  'dead-letter': 'deadLetters',
  overloaded: 'overloaded',
  dropped: 'dropped',
  'node-lost': 'nodeLost',
  unclonable: 'unclonable',
  'late-reply': 'lateReplies',
}

/** A whole node. Travels as the answer to an inspection from another node. */
export type NodeView = {
  readonly type: 'node-view'
  readonly node: string
  readonly actors: readonly ActorView[]
  readonly counters: Readonly<Counters>
}

/** What a log wants to know. Nothing here needs an answer. */
export type SystemEvent =
  | {
      readonly type: 'actor-failed'
      readonly ref: string
      readonly kind: string
      readonly failure: FailureRecord
      /** `none` when the actor was ending anyway. */
      readonly outcome: Decision['type'] | 'none'
    }
  | { readonly type: 'actor-ended'; readonly ref: string; readonly reason: StopReason }
  | {
      readonly type: 'undelivered'
      readonly to: string
      readonly messageType: string
      readonly reason: Loss
    }
  | { readonly type: 'node-lost'; readonly node: string }
