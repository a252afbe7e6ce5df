import type { ActorRef } from '../../actor/index.ts'
import type { Readiness } from '../standing/leaf.ts'
import type { ModeName } from '../mode/mode-name.ts'

/** One thing that happened to an exchange on its way: `at` is ms since its dispatch. */
export type Step = {
  readonly at: number
  readonly type: 'offered' | 'declined' | 'failed' | 'waiting' | 'committed' | 'ended' | 'cancelled'
  readonly account: string
  readonly detail: string
}

/** An account at the moment of choosing: all that the modes compare. */
export type CandidateNote = {
  readonly account: string
  /** Whether it could have begun the request then. `full`: by its slots, a ramp after a rest, or the operator's own limits. */
  readonly state: Readiness['type']
  readonly priority: number
  readonly weight: number
  readonly inFlight: number
  /** 0: no limit. */
  readonly slots: number
  /** 0 when it did not rest. */
  readonly restMs: number
  readonly restCause: string
  /** Its plan: `ultra`, `pro`, `free`, or empty where nobody knows. */
  readonly tier: string
  /** Share, 0 to 1. */
  readonly quotaLeft: number
  /** Until that quota is whole again; 0 where it is not known. */
  readonly quotaResetMs: number
  readonly health: number
  /** To the first event; 0 when it was not known, or nothing goes by it. */
  readonly latencyMs: number
  /** What was asked of it for its weight: see `spending.ts`. */
  readonly spentTokens: number
  /** Since it was last given a request; -1: never. */
  readonly idleMs: number
  /** Tokens of the prompt that its upstream was thought to have in its cache; 0 where the mode does not ask. */
  readonly warmTokens: number
  readonly isBound: boolean
  readonly isPreferred: boolean
  /** Why it could not serve; empty when it could, now or after a rest. */
  readonly refusal: string
}

/** Why a request went where it went. */
export type Receipt = {
  readonly requestId: string
  readonly exchange: number
  /** Epoch ms. */
  readonly dispatchedAt: number
  readonly model: string
  readonly mode: ModeName | ''
  readonly session: string
  /** `ended`, or where it is: it waits, an account has it, its client has seen output, its client has left. */
  readonly stage: 'waiting' | 'assigned' | 'committed' | 'abandoned' | 'ended'
  /** The last that had it; empty when none had. */
  readonly account: string
  readonly attempts: number
  readonly waitedMs: number
  /** From its dispatch to its end. */
  readonly totalMs: number
  /** When the last choice was made, in ms since its dispatch. */
  readonly chosenAt: number
  /** For how long the operator's own limit then kept requests from all accounts; 0: it did not. */
  readonly guardedMs: number
  /** At the last choice; of a large channel those that the choice had to do with. */
  readonly candidates: readonly CandidateNote[]
  /** Accounts of the channel besides those. */
  readonly others: number
  readonly steps: readonly Step[]
}

export type FindReceipt = {
  readonly type: 'find-receipt'
  readonly requestId: string
  readonly replyTo: ActorRef<ReceiptFound>
}

export type ReceiptFound = { readonly type: 'receipt-found'; readonly receipt: Receipt | null }
