import { isFull, type AccountEntry } from '../standing/account-pool.ts'
import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'
import type { Need } from '../standing/need.ts'
import type { RouteTarget } from '../routing/route.ts'
import { sightOf } from '../standing/sight.ts'
import { readinessOf } from '../standing/stand.ts'
import { hasSpentAny } from '../choice/tries.ts'
import { timesOf, type Wait } from './wait.ts'
import { WaitingRoom, type Door, type Lane } from './waiting-room.ts'
import { viewOf, type WaitingView } from './waiting-view.ts'

/** Who waits for an account, and what makes them decide again. State of the scheduler actor, used by it alone. */
export class Waiting {
  readonly #ground: Surroundings
  readonly #decideAgain: (state: ExchangeState) => void
  readonly #room = new WaitingRoom<ExchangeState>()
  /** Channels and accounts at which something has changed. */
  readonly #doubted = new Set<string>()
  /** Lanes, and how many there whose case is their own are still to be looked at. */
  readonly #unlooked = new Map<Lane<ExchangeState>, number>()
  #isReconsidering = false
  #armedFor = Number.POSITIVE_INFINITY
  /** See `Shelves.kindsMoment`: those who wait stood where they belong then. */
  #sortedAt = 0

  /** `decideAgain` serves an exchange, ends it, or lets it wait on. */
  constructor(ground: Surroundings, decideAgain: (state: ExchangeState) => void) {
    this.#ground = ground
    this.#decideAgain = decideAgain
  }

  /** Somebody's instant has come. */
  get isDue(): boolean {
    return this.#room.soonest <= this.#now()
  }

  /** Until the next instant at which somebody's wait is known to end; undefined when none is. */
  get soonestEndMs(): number | undefined {
    const { soonestEnd } = this.#room
    return Number.isFinite(soonestEnd) ? Math.max(0, soonestEnd - this.#now()) : undefined
  }

  has(state: ExchangeState): boolean {
    return this.#room.has(state)
  }

  view(): WaitingView {
    return viewOf(this.#room.everybody(), this.#now())
  }

  /** It waits, or waits on, for `patienceMs` at most. Its patience began with its first wait. */
  enter(state: ExchangeState, wait: Wait): void {
    const now = this.#now()
    const { stage } = state
    const since = stage.type === 'waiting' && this.#room.has(state) ? stage.since : now
    state.stage = { type: 'waiting', since, account: wait.account ?? state.pinnedTo ?? '' }
    state.waitsSince ??= now
    const { user, urgency } = state.dispatch
    const { isChoosy, ...times } = timesOf(wait, state.choice, now)
    const stay = {
      user,
      urgency,
      arrivedAt: state.begunAt,
      doors: this.#doorsOf(state, wait.account ?? state.pinnedTo),
      isParticular: isChoosy || hasSpentAny(state.tries),
      ...times,
    }
    this.#room.enter(state, stay, now)
  }

  /** Its wait is over, whatever for: from here on it is known how long it was. */
  leave(state: ExchangeState): void {
    this.#noteWait(state)
    this.#room.leave(state)
  }

  /** Its wait is over, as it is served. */
  serve(state: ExchangeState): void {
    this.#noteWait(state)
    this.#room.serve(state)
  }

  /** Who is to be refused if this one comes: somebody else, or itself; undefined while there is room. */
  whoIsTooMany(state: ExchangeState): ExchangeState | undefined {
    if (this.#room.size < this.#ground.args.maxWaiting) return undefined
    this.#room.age(this.#now())
    return this.#room.whoYieldsTo(state.dispatch) ?? state
  }

  /** This account may have room: those who could be served by it decide again, until it is full. */
  wakeFor(entry: AccountEntry): void {
    if (this.#room.size > 0) {
      const { channel, id } = entry.settings
      const lanes = [...this.#room.lanesAt(channel), ...this.#room.lanesAt(id)]
      const open = lanes.filter((lane) => this.#isOpen(lane, entry))
      this.#serve(open, () => isFull(entry, this.#ground.guardrails))
    }
    this.armTimer()
  }

  /** The limit over all accounts has room before its time: whoever is next may have it, wherever it stands. */
  wakeEverywhere(): void {
    this.#serve(this.#room.lanes(), () => this.#ground.guardrails.isClosed(this.#now()))
    this.armTimer()
  }

  /** Time has passed: those whose instant has come decide again. */
  wakeDue(): void {
    const now = this.#now()
    this.#armedFor = Number.POSITIVE_INFINITY
    this.#serve(this.#room.takeOpened(now))
    for (const state of this.#room.due(now)) if (this.#room.has(state)) this.#decideAgain(state)
    this.armTimer()
  }

  /** Everything may have changed. */
  wakeAll(): void {
    this.#moveMisplaced()
    this.#lookAt(this.#room.lanes())
  }

  /** How long anybody may wait has been set anew: that of one says nothing of the others. */
  measureAnew(): void {
    for (const { guest } of this.#room.everybody())
      if (this.#room.has(guest)) this.#decideAgain(guest)
    this.armTimer()
  }

  /** What has changed for this account may have taken the sense out of a wait. Changes that come together are looked at together. */
  reconsiderSoon({ settings }: AccountEntry): void {
    if (this.#room.size === 0) return
    this.#doubted.add(settings.channel).add(settings.id)
    this.#lookSoon()
  }

  reconsider(): void {
    this.#isReconsidering = false
    this.#moveMisplaced()
    const lanes = new Set(Array.from(this.#doubted).flatMap((place) => this.#room.lanesAt(place)))
    this.#doubted.clear()
    this.#lookAt(Array.from(lanes))
  }

  #lookSoon(): void {
    if (this.#isReconsidering) return
    this.#isReconsidering = true
    const { context } = this.#ground
    context.tell(context.self, { type: 'reconsider' })
  }

  /** To be called after every change of who waits. */
  armTimer(): void {
    const { soonest } = this.#room
    if (soonest === this.#armedFor) return
    const { timers } = this.#ground.context
    this.#armedFor = soonest
    if (!Number.isFinite(soonest)) timers.cancel('wake')
    else timers.after('wake', Math.max(0, Math.ceil(soonest - this.#now())), { type: 'wake' })
  }

  /** Whether the account can serve those of the lane now; if it rests, they will see to it when it has rested. */
  #isOpen(lane: Lane<ExchangeState>, entry: AccountEntry): boolean {
    const { channel, id } = entry.settings
    const door = lane.doors.find(({ at }) => at === channel || at === id)
    if (door === undefined) return false
    const readiness = readinessOf(entry, door.subject, sightOf(this.#ground))
    if (readiness.type === 'resting')
      this.#room.setOpening(lane, Math.min(lane.opensAt, readiness.until))
    return readiness.type === 'ready'
  }

  #doorsOf({ targets, need }: ExchangeState, account: string | undefined): readonly Door[] {
    if (account === undefined)
      return targets.map((target) => this.#doorAt(target.channel, target, need))
    const target = targets.find(({ channel }) => account.startsWith(`${channel}/`))
    return [this.#doorAt(account, target ?? { channel: '', model: '' }, need)]
  }

  /** Those of other models that all its accounts are alike to stand there as well. */
  #doorAt(at: string, target: Pick<RouteTarget, 'channel' | 'model'>, need?: Need): Door {
    const { shelves, routing } = this.#ground
    const { subject, key } = shelves.kindOf(target, routing.catalog, need)
    return { at, kind: key, subject }
  }

  /**
   * Something has become known of the models of some, so that what holds for the others of their lane does not for them.
   * Once for each model, whoever waits for it.
   */
  #moveMisplaced(): void {
    const { kindsMoment } = this.#ground.shelves
    if (kindsMoment === this.#sortedAt) return
    this.#sortedAt = kindsMoment
    for (const { guest, lane } of this.#room.everybody()) {
      const doors = lane.doors.map((door) => this.#doorNow(door, guest))
      if (doors.some(({ kind }, index) => kind !== lane.doors[index]?.kind))
        this.#room.relocate(guest, doors)
    }
  }

  #doorNow(door: Door, { targets, need }: ExchangeState): Door {
    const { at } = door
    const target = targets.find(({ channel }) => at === channel || at.startsWith(`${channel}/`))
    return target === undefined ? door : this.#doorAt(at, target, need)
  }

  /** Lets them decide in their order, for as long as somebody there can be served. */
  #serve(lanes: readonly Lane<ExchangeState>[], isOver: () => boolean = () => false): void {
    const asked: ExchangeState[] = []
    try {
      this.#serveNext(new Set(lanes), isOver, asked)
    } finally {
      for (const state of asked) this.#room.bringBack(state)
    }
  }

  /** Who stays although others of its lane may not is set aside, and told in `asked`. */
  #serveNext(open: Set<Lane<ExchangeState>>, isOver: () => boolean, asked: ExchangeState[]): void {
    if (open.size > 0) this.#room.age(this.#now())
    while (open.size > 0 && !isOver()) {
      const next = this.#room.next(open)
      if (next === undefined) return
      this.#decideAgain(next.guest)
      if (!this.#room.has(next.guest)) continue
      // Where nobody is ready for one, nobody is for those behind it, unless its case is not theirs.
      const isNobodyReady = !next.guest.choice.isAnybodyReady
      if (isNobodyReady || this.#room.plainLaneOf(next.guest) === next.lane) open.delete(next.lane)
      else {
        this.#room.setAside(next.guest)
        asked.push(next.guest)
      }
    }
  }

  #lookAt(lanes: readonly Lane<ExchangeState>[]): void {
    this.#serve(lanes)
    for (const lane of lanes) {
      this.#unlooked.set(lane, lane.particular.size)
      this.#endHopeless(lane)
    }
    for (const [lane, count] of this.#unlooked) this.#lookAtParticular(lane, count)
    if (this.#unlooked.size > 0) this.#lookSoon()
    this.armTimer()
  }

  /** Who waits on stands behind the others there: the next ones come next time. */
  #lookAtParticular(lane: Lane<ExchangeState>, count: number): void {
    for (const { guest } of Array.from(lane.particular).slice(0, Math.min(count, MAX_PARTICULAR)))
      if (this.#room.has(guest)) this.#decideAgain(guest)
    if (count > MAX_PARTICULAR && lane.particular.size > 0)
      this.#unlooked.set(lane, count - MAX_PARTICULAR)
    else this.#unlooked.delete(lane)
  }

  /** The least patient one speaks for the others of its lane: while it has reason to wait, so have they. */
  #endHopeless(lane: Lane<ExchangeState>): void {
    for (;;) {
      const guest = lane.plain.first?.guest
      if (guest === undefined) return
      this.#decideAgain(guest)
      if (this.#room.plainLaneOf(guest) === lane) return
    }
  }

  #noteWait(state: ExchangeState): void {
    if (state.stage.type === 'waiting' && this.#room.has(state))
      state.waitedMs += Math.round(this.#now() - state.stage.since)
  }

  #now(): number {
    return this.#ground.context.clock.monotonic()
  }
}

/** All that is needed of the ground. */
type Surroundings = Pick<Ground, 'context' | 'args' | 'routing' | 'guardrails' | 'shelves'>

/**
 * Those who have had all their tries somewhere, or wait for one account by choice, have each an outlook of their own. So
 * many of a lane are looked at in one go; others may be heard before the next ones.
 */
const MAX_PARTICULAR = 64
