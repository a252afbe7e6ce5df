import type { Supervision } from './definition.ts'
import type { Random } from './random.ts'

export type Decision =
  | { readonly type: 'restart'; readonly delayMs: number }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' }
  | { readonly type: 'escalate' }

export type FailureCase = {
  readonly supervision: Supervision
  /** Monotonic milliseconds of earlier restarts, oldest first. */
  readonly restarts: readonly number[]
  /** A failed `setup` left nothing that could go on. */
  readonly hasBehavior: boolean
  readonly now: number
  readonly random: Random
}

/** What becomes of an actor that failed. */
export const decide = (failed: FailureCase): Decision => {
  const { onFailure } = failed.supervision
  switch (onFailure) {
    case 'restart':
      return decideRestart(failed)
    case 'resume':
      return failed.hasBehavior ? { type: 'resume' } : { type: 'stop' }
    case 'stop':
    case 'escalate':
      return { type: onFailure }
    default:
      return onFailure satisfies never
  }
}

/** The restarts that still count towards the limit. */
export const withinWindow = (
  restarts: readonly number[],
  now: number,
  withinMs: number,
): readonly number[] => restarts.filter((at) => now - at < withinMs)

/** `minMs * 2^earlier`, at most `maxMs`, times `1 ± jitter`. */
export const backoffDelay = (
  backoff: Supervision['backoff'],
  earlier: number,
  random: Random,
): number => {
  // 2^1024 is Infinity, and nothing times it is not a number.
  const delayMs = Math.min(backoff.maxMs, backoff.minMs * 2 ** Math.min(earlier, 1_000))
  return delayMs * (1 + backoff.jitter * (2 * random.next() - 1))
}

const decideRestart = ({ supervision, restarts, now, random }: FailureCase): Decision => {
  const { limit, backoff } = supervision
  const earlier = withinWindow(restarts, now, limit.withinMs).length
  if (earlier >= limit.restarts) return { type: 'stop' }
  return { type: 'restart', delayMs: backoffDelay(backoff, earlier, random) }
}
