import type { Random } from '../../actor/index.ts'
import type { ModeName } from '../messages.ts'

/** An account that could serve a request, as the scheduler sees it at the moment of choosing. */
export type Candidate = {
  readonly id: string
  /** The model's name at this account's channel. */
  readonly model: string
  /** Lower is used first. */
  readonly priority: number
  readonly weight: number
  readonly inFlight: number
  /** 0: no limit. */
  readonly maxConcurrency: number
  /** For how long it still rests for this model; 0 when it does not. */
  readonly restMs: number
  /** When it was last given an order, as `monotonic` tells; less than 0: never. */
  readonly usedAt: number
  /** Recent time to the first event in ms; 0 while unknown. */
  readonly latencyMs: number
  /** The session is bound to it. */
  readonly isBound: boolean
  /** Attempts of this exchange that it has met already. */
  readonly tries: number
}

/** How the accounts that could serve now are ordered. A mode is pure: the same input gives the same order. */
export type Mode = {
  readonly name: ModeName
  /** Sessions stay with their account. */
  readonly bindsSessions: boolean
  /** A request waits for its bound account although another is free. */
  readonly waitsForBound: boolean
  /** Best first. Every candidate given is in the answer. */
  order(ready: readonly Candidate[], random: Random): readonly Candidate[]
}
