import { MAX_MODELS } from './by-model.ts'
import type { FailureKind } from '../ir/failure.ts'

/** An account, or one model of it, resting until a known instant. */
export type Cooldown = {
  /** Empty: the whole account. */
  readonly model: string
  /** Epoch ms. */
  readonly until: number
  readonly cause: Cause
}

/** - `announced`: its upstream said that a limit is used up, and nothing has failed yet */
export type Cause = FailureKind | 'announced'

/**
 * Stands in a cooldown's `model` for requests about stored answers, which name no model: what limits them limits no
 * model, and the other way round.
 */
export const storedScope = 'stored answers'

/**
 * Adds a cooldown. One of the same scope and cause is only ever extended: the later deadline stays. Of too many models
 * that rest, the one whose rest ends first is let go.
 */
export const addCooldown = (
  cooldowns: readonly Cooldown[],
  added: Cooldown,
): readonly Cooldown[] => {
  const known = cooldowns.find(({ model, cause }) => model === added.model && cause === added.cause)
  if (known === undefined) return bounded([...cooldowns, added])
  return known.until >= added.until
    ? cooldowns
    : cooldowns.map((cooldown) => (cooldown === known ? added : cooldown))
}

const bounded = (cooldowns: readonly Cooldown[]): readonly Cooldown[] => {
  if (cooldowns.length <= MAX_MODELS) return cooldowns
  const [first] = cooldowns
    .filter(({ model }) => model !== '')
    .toSorted((one, other) => one.until - other.until)
  return cooldowns.filter((cooldown) => cooldown !== first)
}

/** The instant until which this model may not be asked for; 0 when it may be now. */
export const restsUntil = (cooldowns: readonly Cooldown[], model: string, now: number): number => {
  let latest = 0
  for (const cooldown of cooldowns)
    if (cooldown.until > now && (cooldown.model === '' || cooldown.model === model))
      latest = Math.max(latest, cooldown.until)
  return latest
}

export const withoutExpired = (cooldowns: readonly Cooldown[], now: number): readonly Cooldown[] =>
  cooldowns.some(({ until }) => until <= now)
    ? cooldowns.filter(({ until }) => until > now)
    : cooldowns
