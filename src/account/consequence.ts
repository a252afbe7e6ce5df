import type { Outcome } from '../exchange/outcome.ts'
import type { Failure, FailureKind } from '../ir/failure.ts'
import type { Cooldown } from './cooldown.ts'
import type { RestRules } from './messages.ts'

/** What a failure does to the account that met it. */
export type Consequence =
  | { readonly type: 'none' }
  | { readonly type: 'cooldown'; readonly cooldown: Cooldown }
  /** Out until somebody changes the account. */
  | { readonly type: 'out'; readonly reason: string }

export type Circumstances = {
  /** The model that was asked for. */
  readonly model: string
  readonly now: number
  /** Breaks since the last success, this one included. */
  readonly breaksInARow: number
  /** Limits of this scope that named no time, since the last success, this one included. */
  readonly limitsInARow: number
  readonly rules: RestRules
}

/** Rests where the upstream named no time. A shortage of capacity is soon over. */
const RATE_LIMIT_MS = 5_000
const LONGEST_RATE_LIMIT_MS = 60_000
const FORBIDDEN_MS = 300_000
const OVERLOADED_MS = 5_000
const TRANSIENT_MS = 1_000
const LONGEST_TRANSIENT_MS = 60_000

/** Vendors round down to whole seconds, and a limit is not there again a moment before. */
const SHORTEST_LIMIT_MS = 2_000

/** Decides what a failed attempt means for its account. */
export const consequenceOf = (failure: Failure, circumstances: Circumstances): Consequence => {
  switch (failure.kind) {
    case 'client':
    case 'context_length':
    case 'too_large':
      return { type: 'none' }
    case 'auth':
      if (failure.code === 'forbidden') return restOf(failure, circumstances)
      return { type: 'out', reason: refusedCredential(failure) }
    case 'dead':
      return { type: 'out', reason: refusedCredential(failure) }
    case 'rate_limited':
    case 'quota':
    case 'overloaded':
    case 'transient':
      return restOf(failure, circumstances)
    default:
      return failure.kind satisfies never
  }
}

/** The model that rests for it; empty: the whole account. */
export const scopeOfFailure = ({ kind, isOfModel }: Failure, model: string): string =>
  kind === 'transient' || (kind === 'quota' && isOfModel !== true) ? '' : model

/**
 * Vendors limit counting by itself, and some of their imitators do not count: what a count meets says nothing of other
 * requests, except that the key is refused or what it may spend is spent.
 * https://docs.anthropic.com/en/docs/build-with-claude/token-counting
 */
export const tellsOfCredential = (outcome: Outcome): boolean =>
  outcome.type === 'failed' && concernsCredential(outcome.failure)

/** Whatever is asked of the account would meet it. */
const concernsCredential = ({ kind, code, isOfModel }: Failure): boolean =>
  kind === 'dead' ||
  (kind === 'quota' && isOfModel !== true) ||
  (kind === 'auth' && code !== 'forbidden')

const restOf = (failure: Failure, circumstances: Circumstances): Consequence => {
  const { model, now, rules } = circumstances
  const forMs = failure.retryAfterMs ?? (rules.isEnabled ? unstatedMs(failure, circumstances) : 0)
  if (forMs <= 0 && failure.retryAfterMs === undefined) return { type: 'none' }
  const isLimit = failure.kind === 'rate_limited' || failure.kind === 'quota'
  const until = now + (isLimit ? Math.max(SHORTEST_LIMIT_MS, forMs) : forMs)
  const scope = scopeOfFailure(failure, model)
  return { type: 'cooldown', cooldown: { model: scope, until, cause: causeOf(failure) } }
}

/** Who names a time is not broken, and its pause is no guess that a success would disprove. */
const causeOf = ({ kind, retryAfterMs }: Failure): FailureKind =>
  kind === 'transient' && retryAfterMs !== undefined ? 'overloaded' : kind

/** What stays as it is is asked ever more rarely. */
const unstatedMs = (
  { kind }: Failure,
  { breaksInARow, limitsInARow, rules: { quotaStepsMs } }: Circumstances,
): number => {
  switch (kind) {
    case 'rate_limited':
      return doubled(RATE_LIMIT_MS, limitsInARow, LONGEST_RATE_LIMIT_MS)
    case 'quota':
      return quotaStepsMs[Math.min(limitsInARow, quotaStepsMs.length) - 1] ?? LONGEST_RATE_LIMIT_MS
    case 'overloaded':
      return OVERLOADED_MS
    case 'transient':
      return doubled(TRANSIENT_MS, breaksInARow, LONGEST_TRANSIENT_MS)
    default:
      return FORBIDDEN_MS
  }
}

const doubled = (firstMs: number, inARow: number, mostMs: number): number =>
  Math.min(mostMs, firstMs * 2 ** (inARow - 1))

/** Vendors quote parts of a key in their messages, so only their code is told on. */
const refusedCredential = ({ code }: Failure): string =>
  `the upstream refused its credential (${code})`
