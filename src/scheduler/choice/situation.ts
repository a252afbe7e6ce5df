import type { Leaf } from '../standing/leaf.ts'
import type { Mode } from '../mode/index.ts'
import type { Favourite } from './favourite.ts'

/** What a decision is made from, and what it may be. */

export type Decision =
  /** In this order: when one declines, the next is asked without deciding again. */
  | { readonly type: 'serve'; readonly order: readonly Leaf[] }
  /** `restMs`: until the first rest ends; undefined when only a freed slot can help. */
  | {
      readonly type: 'wait'
      readonly restMs: number | undefined
      /** The one that it waits for by choice, whoever else may be free; absent: anybody will do. */
      readonly account?: string
      /** For how long it does so; absent: until that one's rest ends. */
      readonly worthMs?: number
      /** Somebody is ready, and has no room for this prompt: for others it may have. */
      readonly isForRoom?: true
    }
  /** Nobody who could serve will be free in time. */
  | {
      readonly type: 'too-late'
      /** How long until the first that is ready has room for this prompt; absent: nobody is ready. */
      readonly roomMs?: number
    }
  | { readonly type: 'nobody' }

/** Everybody who could serve, as a decision asks for them. */
export type Field = {
  /** The ready ones as the mode finds them, best first, those without room for the prompt last: so many that there is somebody to ask when one declines, and everybody that was looked at where delays are compared. They are found once. */
  order(): readonly Leaf[]
  /** Share of those it looked at that have no room for the prompt now. */
  scarcity(): number
  /** Until the first rest ends; undefined when nobody rests. */
  readonly restMs: number | undefined
  /** Somebody has only no slot free. */
  readonly isBusy: boolean
}

export type Situation = {
  readonly mode: Mode
  /** Best first; none of them has failed this request. */
  readonly favourites: readonly Favourite[]
  readonly field: Field
  /** How long until a ready account has room for the prompt, when it has so many tokens of it in its cache; 0: now. */
  readonly roomMs: (leaf: Leaf, warmTokens: number) => number
  /** Absent: the mode does not go by delays, or not now. */
  readonly delays?: Delays | undefined
  /** For how long nobody may be given anything, whoever is ready; 0: somebody may now. */
  readonly closedMs: number
  /** For how long this request may still wait; 0 or less: no longer. */
  readonly patienceMs: number
  /** For how long it has waited already. */
  readonly waitedMs: number
  /** As `monotonic` tells. */
  readonly now: number
}

export type Delays = {
  readonly delayAt: DelayAt
  /** The operator's own, which goes before all others that can serve now. */
  readonly preferred: Leaf | undefined
}

/** See `Mode.delayMs`. `restMs`: until the account has rested. */
export type DelayAt = (leaf: Leaf, warmTokens: number, restMs: number) => Delay

export type Delay = {
  /** How long until the account may be asked; 0: now. */
  readonly waitMs: number
  readonly delayMs: number
  /** See `Prospect`. */
  readonly takesMs: number
}
