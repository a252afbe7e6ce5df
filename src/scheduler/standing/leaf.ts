import type { Cause } from '../../account/cooldown.ts'

/** What a mode compares of an account: facts at one moment, for one model. */
export type Standing = {
  readonly account: string
  /** Lower is used first. */
  readonly priority: number
  /** The better the plan, the lower; accounts whose plan nobody knows come last. */
  readonly tier: number
  readonly weight: number
  readonly inFlight: number
  /** Requests it may have in flight now; 0: no limit. */
  readonly slots: number
  /** Share of its quota for this model that is left; 1 while nobody has said. */
  readonly quotaLeft: number
  /** Until that quota is whole again, as it was known last; 0 when it is not known. */
  readonly quotaResetMs: number
  /** 1: its latest attempts went well; towards 0: they broke. */
  readonly health: number
  /** Recent time to the first event in ms; 0 while unknown, and where models share what is looked at: see `openShelf`. */
  readonly latencyMs: number
  /** What was asked of it in tokens for its weight, what it has in flight included. */
  readonly spent: number
  /** When it was last given an order, as `monotonic` tells; less than 0: never. */
  readonly usedAt: number
  /** Decides between accounts that are equal in all else. */
  readonly tie: number
}

/** Whether it could begin a request for this model now, and if not, what is in the way. */
export type Readiness =
  | { readonly type: 'ready' }
  /** Every slot is in use. */
  | { readonly type: 'full' }
  /** `until`: as `monotonic` tells. */
  | { readonly type: 'resting'; readonly until: number; readonly cause: RestCause }
  /** Its thread is on its way. */
  | { readonly type: 'starting' }
  /** Not until somebody changes something. */
  | { readonly type: 'refused'; readonly reason: string }

/** - `guardrail`: the operator's own limits, not the upstream's */
export type RestCause = Cause | 'guardrail'

/** An account as one model sees it. Never changed: another one takes its place. */
export type Leaf = {
  readonly standing: Standing
  readonly readiness: Readiness
  /** When time alone makes another of it, as a rest ends or a quota is whole again; infinite: it does not. */
  readonly lastsUntil: number
}
