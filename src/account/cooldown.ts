import type { Failure, FailureKind } from '../ir/failure.ts'

/** An account, or one model of it, resting until a known instant. */
export type Cooldown = {
  /** Empty: the whole account. */
  readonly model: string
  /** Epoch ms. */
  readonly until: number
  readonly cause: FailureKind
}

/**
 * Stands in a cooldown's `model` for requests about stored answers, which name no model: what limits them limits no
 * model, and the other way round.
 */
export const storedScope = 'stored answers'

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
  /** Transient failures since the last success, this one included. */
  readonly failuresInARow: number
}

/** Rests where the upstream named no time. A quota comes back late; a shortage of capacity soon. */
const RATE_LIMIT_MS = 60_000
const QUOTA_MS = 3_600_000
const FORBIDDEN_MS = 300_000
const OVERLOADED_MS = 5_000
const TRANSIENT_MS = 1_000
const LONGEST_TRANSIENT_MS = 60_000

/**
 * Decides what a failed attempt means for its account. An upstream that stays broken is asked ever more rarely.
 */
export const consequenceOf = (
  failure: Failure,
  { model, now, failuresInARow }: Circumstances,
): Consequence => {
  const rest = (defaultMs: number, scope: string): Consequence => ({
    type: 'cooldown',
    cooldown: {
      model: scope,
      until: now + (failure.retryAfterMs ?? defaultMs),
      cause: failure.kind,
    },
  })
  switch (failure.kind) {
    case 'client':
    case 'context_length':
      return { type: 'none' }
    case 'auth':
      return failure.code === 'forbidden'
        ? rest(FORBIDDEN_MS, model)
        : { type: 'out', reason: refusedCredential(failure) }
    case 'dead':
      return { type: 'out', reason: refusedCredential(failure) }
    case 'rate_limited':
      return rest(RATE_LIMIT_MS, model)
    case 'quota':
      return rest(QUOTA_MS, '')
    case 'overloaded':
      return rest(OVERLOADED_MS, model)
    case 'transient':
      return rest(
        Math.min(LONGEST_TRANSIENT_MS, TRANSIENT_MS * 2 ** Math.max(0, failuresInARow - 1)),
        '',
      )
    default:
      return failure.kind satisfies never
  }
}

/** Whatever is asked of the account would meet it. */
export const concernsCredential = ({ kind, code }: Failure): boolean =>
  kind === 'dead' || kind === 'quota' || (kind === 'auth' && code !== 'forbidden')

/** Vendors quote parts of a key in their messages, so only their code is told on. */
const refusedCredential = ({ code }: Failure): string =>
  `the upstream refused its credential (${code})`

/** Clients choose the names of models, and each change travels as a whole. */
const MAX_COOLDOWNS = 100

/**
 * Adds a cooldown. One of the same scope is only ever extended: the later deadline stays. Of too many models that
 * rest, the one whose rest ends first is let go.
 */
export const addCooldown = (
  cooldowns: readonly Cooldown[],
  added: Cooldown,
): readonly Cooldown[] => {
  const known = cooldowns.find(({ model }) => model === added.model)
  if (known === undefined) return bounded([...cooldowns, added])
  return known.until >= added.until
    ? cooldowns
    : cooldowns.map((cooldown) => (cooldown === known ? added : cooldown))
}

const bounded = (cooldowns: readonly Cooldown[]): readonly Cooldown[] => {
  if (cooldowns.length <= MAX_COOLDOWNS) return cooldowns
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
