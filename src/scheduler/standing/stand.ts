import { restsUntil, storedScope } from '../../account/cooldown.ts'
import type { AccountStatus } from '../../account/messages.ts'
import type { Clock, Random } from '../../actor/index.ts'
import { matchesAny } from '../../ir/model-pattern.ts'
import { isFull, slotsOf, type AccountEntry } from './account-pool.ts'
import type { Catalog } from '../routing/catalog.ts'
import type { Guardrails } from './guardrails.ts'
import { isTooSmall, type Floor } from './need.ts'
import type { Leaf, Readiness, Standing } from './leaf.ts'

/** What an account is looked at with. */
export type Sight = {
  readonly clock: Clock
  readonly random: Random
  readonly catalog: Catalog
  readonly guardrails: Guardrails
}

/** A model, or many of which the same is known. */
export type Subject = {
  /** Of one of them: operators' patterns fit all of them or none. */
  readonly name: string
  /** Whatever is known of the model is known under this name; empty: nothing is. */
  readonly facts: string
  /** Accounts are too small for the prompt whose limits are no larger; undefined: nobody is. */
  readonly floor: Floor | undefined
}

export const subjectOf = (model: string, floor?: Floor): Subject => ({
  name: model,
  facts: model,
  floor,
})

/** What the account is to this model now, as far as is known here. */
export const leafOf = (entry: AccountEntry, subject: Subject, sight: Sight): Leaf => {
  const standing = standingOf(entry, subject.facts, sight)
  const readiness = readinessOf(entry, subject, sight)
  return { standing, readiness, lastsUntil: endOf(standing, readiness, sight) }
}

/** What is left of a quota for longer is worth more as time passes: it is looked at again after half of it. */
const LONG_MS = 600_000

const endOf = ({ quotaResetMs }: Standing, readiness: Readiness, { clock }: Sight): number => {
  const restEnd = readiness.type === 'resting' ? readiness.until : Number.POSITIVE_INFINITY
  if (quotaResetMs === 0) return restEnd
  const lastsMs = quotaResetMs > LONG_MS ? quotaResetMs / 2 : quotaResetMs
  return Math.min(restEnd, clock.monotonic() + lastsMs)
}

export const readinessOf = (entry: AccountEntry, subject: Subject, sight: Sight): Readiness => {
  const refusal = refusalOf(entry, subject, sight.catalog)
  if (refusal !== undefined) return refusal
  const rest = restOf(entry, subject.facts, sight)
  if (rest !== undefined) return rest
  return isFull(entry, sight.guardrails, subject.facts) ? full : ready
}

/** Whether it could begin a request for this model now, as far as is known. */
export const isReady = (entry: AccountEntry, model: string, sight: Sight): boolean =>
  readinessOf(entry, subjectOf(model), sight).type === 'ready'

const ready: Readiness = { type: 'ready' }
const full: Readiness = { type: 'full' }

const refusalOf = (
  { settings, status, isUp, isRetired, blocked }: AccountEntry,
  { name, facts, floor }: Subject,
  catalog: Catalog,
): Readiness | undefined => {
  if (isRetired) return lasting('it is no longer configured')
  if (status.state === 'out') return lasting(status.reason)
  if (blocked !== '') return lasting(blocked)
  if (name !== storedScope) {
    if (settings.models.length > 0 && !matchesAny(settings.models, name))
      return lasting('not for this model')
    if (catalog.isForeign(settings.id, settings.channel, facts))
      return lasting('its upstream does not list this model')
  }
  return (floor === undefined ? undefined : smallness(status, facts, floor)) ?? upOr(isUp)
}

const upOr = (isUp: boolean): Readiness | undefined => (isUp ? undefined : starting)

/** No wait and no slot helps. */
const smallness = (
  { rooms }: AccountStatus,
  model: string,
  floor: Floor,
): Readiness | undefined => {
  const room = rooms.find((one) => one.model === model)
  if (room === undefined || !isTooSmall(room, floor)) return undefined
  const words = `the prompt is larger than its whole limit of ${room.limit} tokens`
  return lasting(floor.isGuessed ? `${words}, as far as its length tells` : words)
}

const lasting = (reason: string): Readiness => ({ type: 'refused', reason })
const starting: Readiness = { type: 'starting' }

/**
 * A cooldown is an instant of the wall clock, which may be set meanwhile: what is decided from it goes by what was left
 * when it was looked at.
 */
const restOf = (
  { settings, status: { cooldowns } }: AccountEntry,
  model: string,
  { clock, guardrails }: Sight,
): Readiness | undefined => {
  const [now, moment] = [clock.now(), clock.monotonic()]
  const restsFor = restsUntil(cooldowns, model, now)
  const until = restsFor > now ? moment + restsFor - now : 0
  const guarded = guardrails.accountFreeAt(settings.id, moment)
  if (Math.max(until, guarded) <= moment) return undefined
  if (guarded > until) return { type: 'resting', until: guarded, cause: 'guardrail' }
  const cause = cooldowns.find((cooldown) => cooldown.until === restsFor)?.cause ?? 'transient'
  return { type: 'resting', until, cause }
}

const standingOf = (
  entry: AccountEntry,
  model: string,
  { clock, random, guardrails }: Sight,
): Standing => {
  const { settings, status } = entry
  const { left, resetMs } = quotaFor(status, model, clock.now())
  return {
    account: settings.id,
    priority: settings.priority,
    tier: tierOf(settings.tier),
    weight: settings.weight,
    inFlight: entry.exchanges.size,
    slots: slotsOf(entry, guardrails),
    quotaLeft: left,
    quotaResetMs: resetMs,
    health: status.health,
    latencyMs: 0,
    spent: entry.spent,
    usedAt: entry.usedAt,
    tie: random.next(),
  }
}

const unlimited = { left: 1, resetMs: 0 }

/** The scarcest of those that count for this model. What should be whole again by now says nothing any more. */
const quotaFor = ({ quotas }: AccountStatus, model: string, now: number) => {
  let scarcest = unlimited
  for (const { model: scope, left, resetsAt } of quotas) {
    const counts = (scope === '' || scope === model) && resetsAt > now
    if (counts && left < scarcest.left) scarcest = { left, resetMs: resetsAt - now }
  }
  return scarcest
}

/** Plans, the best first. Vendors put more words around them. */
const tiers = ['ultra', 'pro', 'free']

/** Empty: nobody knows. */
export const tierName = (tier: number): string => tiers[tier] ?? ''

const tierOf = (name: string): number => {
  const words = name.toLowerCase()
  const found = tiers.findIndex((tier) => words.includes(tier))
  return found < 0 ? tiers.length : found
}
