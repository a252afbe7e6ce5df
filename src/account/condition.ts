import { Recency } from '../actor/recency.ts'
import type { AnnouncedLimit } from '../channel/index.ts'
import type { Failure } from '../ir/failure.ts'
import { MAX_MODELS } from './by-model.ts'
import { consequenceOf, scopeOfFailure } from './consequence.ts'
import { addCooldown, restsUntil, withoutExpired, type Cooldown } from './cooldown.ts'
import { isNotable, recovered, strengthened, weakened } from './health.ts'
import { climbed, descended, heightOf } from './ladder.ts'
import {
  freshStatus,
  withoutRests,
  type AccountStatus,
  type Declined,
  type RestRules,
} from './messages.ts'
import { differsNotably, learnQuotas, restForSpent } from './quota.ts'
import { beginRamp, rampSlots, widenRamp } from './ramp.ts'
import { learnLimit, learnRooms, roomsDiffer } from './room.ts'

/** A request that the account has, as far as its end tells something. Made by `Condition` and changed by it alone. */
export type Flight = {
  /** What it is limited as. */
  readonly scope: string
  /** Moments are counted, not measured: of two in one millisecond one was first. */
  readonly begunAt: number
  provedAt: number
}

/** What the account has in flight. */
export type AccountLoad = {
  readonly inFlight: () => number
  /** Of these, those of a scope that its upstream has not begun to answer; of '' all such. */
  readonly unanswered: (scope: string) => number
}

export type ConditionRules = {
  /** Requests in flight at most; 0: no limit. */
  readonly maxConcurrency: number
  readonly rests: RestRules
}

/**
 * How the account stands with its upstream: what it has met, what it has been told, and what follows. State of the account
 * actor, used by it alone.
 */
export class Condition {
  #rules: ConditionRules
  readonly #load: AccountLoad
  #status: AccountStatus = freshStatus
  /** As others know it. */
  #told: AccountStatus = freshStatus
  #moment = 0
  /** When each scope began to rest last. */
  readonly #restedAt = new Recency<number>()

  constructor(rules: ConditionRules, load: AccountLoad) {
    this.#rules = rules
    this.#load = load
  }

  get health(): number {
    return this.#status.health
  }

  adopt(rules: ConditionRules): void {
    this.#rules = rules
  }

  /** Goes on from what others remember of it. */
  restore(status: AccountStatus): void {
    this.#status = status
    this.#told = status
  }

  /** Another credential has met nothing. */
  renew(): AccountStatus {
    this.restore(freshStatus)
    return freshStatus
  }

  begin(scope: string): Flight {
    this.#moment += 1
    return { scope, begunAt: this.#moment, provedAt: 0 }
  }

  /** Why a request may not begin now. */
  objection(scope: string, now: number): Declined['reason'] | undefined {
    const { state, cooldowns, ramps } = this.#status
    if (state === 'out') return 'out'
    if (restsUntil(cooldowns, scope, now) > 0) return 'cooling'
    const { maxConcurrency } = this.#rules
    const isHeldUp = (of: string): boolean => {
      const slots = rampSlots(ramps, of)
      return slots > 0 && this.#load.unanswered(of) >= slots
    }
    return (maxConcurrency > 0 && this.#load.inFlight() >= maxConcurrency) ||
      isHeldUp('') ||
      isHeldUp(scope)
      ? 'no-free-slot'
      : undefined
  }

  /** What was in flight when the first one failed fails with it: it says nothing new, except how long to stay away. */
  failed(failure: Failure, flight: Flight, now: number): void {
    const { kind, retryAfterMs, limitTokens } = failure
    if (limitTokens !== undefined) this.#learnLimit(limitTokens, flight.scope, now)
    const isUnstated = retryAfterMs === undefined
    const scope = scopeOfFailure(failure, flight.scope)
    const isNews = flight.begunAt > this.#restBegun(scope)
    const isBreak = kind === 'transient' && isNews
    const isStep = (kind === 'quota' || kind === 'rate_limited') && isNews && isUnstated
    const consequence = consequenceOf(failure, {
      model: flight.scope,
      now,
      breaksInARow: this.#status.breaksInARow + Number(isBreak),
      limitsInARow: heightOf(this.#status.climbs, scope, now) + Number(isStep),
      rules: this.#rules.rests,
    })
    if (isBreak) this.#status = { ...this.#status, breaksInARow: this.#status.breaksInARow + 1 }
    if (isNews && (kind === 'transient' || kind === 'overloaded'))
      this.#status = { ...this.#status, health: weakened(this.#status.health) }
    switch (consequence.type) {
      case 'none':
        return
      case 'cooldown':
        if (isStep) this.#climb(consequence.cooldown, now)
        if (isNews || !isUnstated) this.#rest(consequence.cooldown, now)
        return
      case 'out':
        this.#status = { ...this.#status, state: 'out', reason: consequence.reason }
        return
      default:
        return consequence satisfies never
    }
  }

  /** Its upstream has begun to serve it, and it is still in flight. Once is enough, and once more after a rest has begun meanwhile. */
  proved(flight: Flight, now: number): void {
    const { scope } = flight
    if (flight.provedAt > Math.max(this.#restBegun(''), this.#restBegun(scope))) return
    this.#moment += 1
    flight.provedAt = this.#moment
    const { health, climbs, breaksInARow } = this.#status
    const left = descended(climbs, scope)
    if (health < 1 || left !== climbs || breaksInARow > 0)
      this.#status = {
        ...this.#status,
        climbs: left,
        breaksInARow: 0,
        health: strengthened(health),
      }
    this.#disproveBreak()
    this.#widen('', now)
    if (scope !== '') this.#widen(scope, now)
  }

  /** A success would change something. */
  get awaitsProof(): boolean {
    const { cooldowns, ramps, climbs, breaksInARow, health } = this.#status
    return (
      breaksInARow > 0 ||
      climbs.length > 0 ||
      health < 1 ||
      ramps.length > 0 ||
      cooldowns.some(isBroken)
    )
  }

  announced(limits: readonly AnnouncedLimit[], scope: string, now: number): void {
    const { quotas, rooms, cooldowns } = this.#status
    const spent = limits.filter(({ spentUntil }) => spentUntil > now)
    this.#status = {
      ...this.#status,
      quotas: learnQuotas(quotas, limits, { model: scope, now }),
      rooms: learnRooms(rooms, limits, { model: scope, now }),
      cooldowns:
        spent.length === 0 ? cooldowns : restForSpent(withoutExpired(cooldowns, now), spent, scope),
    }
  }

  /** Another account of its group was limited, which means this one too. */
  restWithGroup(cooldowns: readonly Cooldown[], now: number): void {
    for (const cooldown of cooldowns) this.#rest(cooldown, now)
  }

  /** The operator knows better than what it has met; only another credential brings back one that is out. */
  forgetRests(): void {
    this.#status = withoutRests(this.#status)
  }

  recover(): void {
    this.#status = { ...this.#status, health: recovered(this.#status.health) }
  }

  /** The status when it differs from what was told by enough to be told; it is taken as told then. */
  news(now: number): AccountStatus | undefined {
    const [told, status] = [this.#told, this.#status]
    const isNews =
      told.state !== status.state ||
      told.cooldowns !== status.cooldowns ||
      told.ramps !== status.ramps ||
      told.climbs !== status.climbs ||
      told.breaksInARow !== status.breaksInARow ||
      isNotable(told.health, status.health) ||
      differsNotably(told.quotas, status.quotas, now) ||
      roomsDiffer(told.rooms, status.rooms, now)
    if (!isNews) return undefined
    this.#told = status
    return status
  }

  /** The end of the rest is known to others before it comes, and so is how it comes back. */
  #rest(cooldown: Cooldown, now: number): void {
    const { maxConcurrency, rests } = this.#rules
    const { model, cause } = cooldown
    const known = withoutExpired(this.#status.cooldowns, now)
    const cooldowns = addCooldown(known, cooldown)
    if (cooldowns === known) return
    const isTried = rests.isEnabled && cause !== 'auth' && cause !== 'announced'
    const ramps = isTried
      ? beginRamp(this.#status.ramps, cooldown, maxConcurrency)
      : this.#status.ramps
    this.#status = { ...this.#status, cooldowns, ramps }
    this.#noteRest(model)
  }

  #learnLimit(limit: number, model: string, now: number): void {
    const rooms = learnLimit(this.#status.rooms, limit, { model, now })
    if (rooms !== this.#status.rooms) this.#status = { ...this.#status, rooms }
  }

  #noteRest(scope: string): void {
    this.#moment += 1
    this.#restedAt.put(scope, this.#moment)
    this.#restedAt.keepNewest(MAX_MODELS)
  }

  #restBegun(scope: string): number {
    return this.#restedAt.peek(scope) ?? 0
  }

  #climb({ model, until }: Cooldown, now: number): void {
    const climbs = climbed(this.#status.climbs, model, { now, restMs: until - now })
    this.#status = { ...this.#status, climbs }
  }

  /** A rest that nobody asked for is over when something succeeds all the same. What an upstream limits stays. */
  #disproveBreak(): void {
    const { cooldowns } = this.#status
    if (!cooldowns.some(isBroken)) return
    this.#status = { ...this.#status, cooldowns: cooldowns.filter((one) => !isBroken(one)) }
  }

  #widen(scope: string, now: number): void {
    const { cooldowns, ramps } = this.#status
    if (restsUntil(cooldowns, scope, now) > 0) return
    const wider = widenRamp(ramps, scope, this.#rules.maxConcurrency)
    if (wider !== ramps) this.#status = { ...this.#status, ramps: wider }
  }
}

const isBroken = ({ cause }: Cooldown): boolean => cause === 'transient'
