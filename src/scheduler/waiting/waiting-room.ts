import type { Urgency } from '../../exchange/messages.ts'
import { Heap } from '../../timetable/heap.ts'
import { nextOf, Round } from './round.ts'
import { byArrival, byWake, openLane, type Door, type Lane, type Level, type Seat } from './seat.ts'

export type { Door, Lane } from './seat.ts'

/** What a guest asks for. Instants are as `monotonic` tells them. */
export type Stay = {
  readonly user: string
  readonly urgency: Urgency
  /** When the request came: it may have been elsewhere meanwhile. */
  readonly arrivedAt: number
  /** After each such time of waiting it is treated as one urgency higher. */
  readonly agesAfterMs: number
  /** Where it can be served: those with the same ones stand in one lane. */
  readonly doors: readonly Door[]
  /** What holds for the others of its lane may not hold for it. */
  readonly isParticular: boolean
  /** When to decide again if nothing happens before. */
  readonly wakeAt: number
  /** When its wait is over at the latest. */
  readonly endsAt: number
  /** When one of the lane's accounts may have rested; infinite when none rests; undefined: as it is known already. */
  readonly opensAt: number | undefined
}

const levels = { high: 0, normal: 1, low: 2 } as const satisfies Record<Urgency, Level>

/**
 * Those who wait for an account. Whose turn it is: the more urgent first; within one urgency users take turns; of one
 * user the one that came first. Every question and every change costs as many steps as the logarithm of those who wait.
 */
export class WaitingRoom<Guest> {
  readonly #seats = new Map<Guest, Seat<Guest>>()
  readonly #lanes = new Map<string, Lane<Guest>>()
  readonly #lanesAt = new Map<string, Set<Lane<Guest>>>()
  readonly #rounds = [new Round<Guest>(0), new Round<Guest>(1), new Round<Guest>(2)] as const
  readonly #wakes = new Heap<Seat<Guest>>(byWake)
  readonly #ends = new Heap<Seat<Guest>>((one, other) => one.endsAt - other.endsAt)
  readonly #rises = new Heap<Seat<Guest>>((one, other) => one.risesAt - other.risesAt)
  readonly #openings = new Heap<Lane<Guest>>((one, other) => one.opensAt - other.opensAt)
  #arrivals = 0

  get size(): number {
    return this.#seats.size
  }

  /** The next instant at which somebody is to decide again; infinite when nobody waits for time. */
  get soonest(): number {
    const never = Number.POSITIVE_INFINITY
    return Math.min(this.#wakes.first?.wakeAt ?? never, this.#openings.first?.opensAt ?? never)
  }

  /** The next instant at which somebody has waited for long enough, or may be served; infinite when there is none. */
  get soonestEnd(): number {
    const never = Number.POSITIVE_INFINITY
    return Math.min(this.#ends.first?.endsAt ?? never, this.#openings.first?.opensAt ?? never)
  }

  has(guest: Guest): boolean {
    return this.#seats.has(guest)
  }

  /** It comes, or waits on where it is, or in another lane: that costs it no place. */
  enter(guest: Guest, stay: Stay, now: number): void {
    this.age(now)
    const known = this.#seats.get(guest)
    const lane = this.#lane(stay.doors)
    if (known === undefined) this.#add(guest, stay, { lane, now })
    else this.#move(known, stay, lane)
    if (stay.opensAt !== undefined) this.setOpening(lane, stay.opensAt)
  }

  /** Other doors lead to where it was led before: that costs it no place, and whatever may open those may open these. */
  relocate(guest: Guest, doors: readonly Door[]): void {
    const seat = this.#seats.get(guest)
    if (seat === undefined) return
    const { opensAt } = seat.lane
    const lane = this.#lane(doors)
    this.#move(seat, seat, lane)
    this.setOpening(lane, Math.min(lane.opensAt, opensAt))
  }

  leave(guest: Guest): void {
    const seat = this.#seats.get(guest)
    if (seat === undefined) return
    this.#seats.delete(guest)
    this.#wakes.remove(seat)
    this.#ends.remove(seat)
    this.#rises.remove(seat)
    this.#rounds[seat.level].remove(seat)
    this.#leaveLane(seat)
  }

  /** It leaves to be served: its user's next one waits for its turn. */
  serve(guest: Guest): void {
    const seat = this.#seats.get(guest)
    if (seat === undefined) return
    this.leave(guest)
    this.#rounds[seat.level].pass(seat.user)
  }

  /** The lanes that lead to this account or channel. */
  lanesAt(place: string): readonly Lane<Guest>[] {
    return Array.from(this.#lanesAt.get(place) ?? [])
  }

  lanes(): readonly Lane<Guest>[] {
    return Array.from(this.#lanes.values())
  }

  /** Whose turn it is of those in these lanes, and where it stands. */
  next(lanes: Iterable<Lane<Guest>>): Pick<Seat<Guest>, 'guest' | 'lane'> | undefined {
    for (const level of [0, 1, 2] as const) {
      const seat = nextOf(lanes, level)
      // As it is now: it may stand elsewhere when it has decided.
      if (seat !== undefined) return { guest: seat.guest, lane: seat.lane }
    }
    return undefined
  }

  /** Not to be found as `next` until it is brought back. */
  setAside(guest: Guest): void {
    const seat = this.#seats.get(guest)
    if (seat !== undefined) this.#rounds[seat.level].unqueue(seat)
  }

  bringBack(guest: Guest): void {
    const seat = this.#seats.get(guest)
    if (seat !== undefined) this.#rounds[seat.level].queue(seat)
  }

  /** Where it stands; undefined when its case is one of its own. */
  plainLaneOf(guest: Guest): Lane<Guest> | undefined {
    const seat = this.#seats.get(guest)
    return seat === undefined || seat.isParticular ? undefined : seat.lane
  }

  setOpening(lane: Lane<Guest>, opensAt: number): void {
    lane.opensAt = opensAt
    if (Number.isFinite(opensAt)) this.#openings.add(lane)
    else this.#openings.remove(lane)
  }

  /** The lanes that may have opened by now; each is told once. */
  takeOpened(now: number): readonly Lane<Guest>[] {
    const opened: Lane<Guest>[] = []
    for (;;) {
      const lane = this.#openings.first
      if (lane === undefined || lane.opensAt > now) return opened
      this.setOpening(lane, Number.POSITIVE_INFINITY)
      opened.push(lane)
    }
  }

  /** Those whose own instant has come, the more urgent first, then as they came. */
  due(now: number): readonly Guest[] {
    return Array.from(this.#wakes.until((seat) => seat.wakeAt > now))
      .sort((one, other) => one.level - other.level || byArrival(one, other))
      .map(({ guest }) => guest)
  }

  /** Everybody, and where it stands. */
  everybody(): readonly Readonly<Seat<Guest>>[] {
    return Array.from(this.#seats.values())
  }

  /** Who has waited for long is treated as more urgent, before all who come later. To be called before anybody is asked for. */
  age(now: number): void {
    for (;;) {
      const seat = this.#rises.first
      if (seat === undefined || seat.risesAt > now) return
      this.#rounds[seat.level].remove(seat)
      seat.level = seat.level === 2 ? 1 : 0
      this.#rounds[seat.level].add(seat)
      seat.risesAt += seat.agesAfterMs
      if (seat.level === 0) this.#rises.remove(seat)
      else this.#rises.putRight(seat)
    }
  }

  /**
   * Who gives its place to such a newcomer when there is no other: of the lowest urgency the latest one of the user with
   * the most guests, if the newcomer is more urgent, or its user has fewer by more than one.
   */
  whoYieldsTo({ user, urgency }: Pick<Stay, 'user' | 'urgency'>): Guest | undefined {
    const level = levels[urgency]
    for (const lowest of [2, 1, 0] as const) {
      const round = this.#rounds[lowest]
      const { largest } = round
      if (largest === undefined) continue
      const isYielding =
        lowest > level || (lowest === level && largest.size > round.sizeOf(user) + 1)
      return isYielding ? largest.latest.guest : undefined
    }
    return undefined
  }

  #add(guest: Guest, stay: Stay, { lane, now }: Arrival<Guest>): void {
    const level = levels[stay.urgency]
    this.#arrivals += 1
    const seat = {
      guest,
      number: this.#arrivals,
      user: stay.user,
      urgency: stay.urgency,
      since: now,
      arrivedAt: stay.arrivedAt,
      agesAfterMs: stay.agesAfterMs,
      level,
      risesAt: now + stay.agesAfterMs,
      lane,
      isParticular: stay.isParticular,
      wakeAt: stay.wakeAt,
      endsAt: stay.endsAt,
    }
    this.#seats.set(guest, seat)
    this.#wakes.add(seat)
    this.#ends.add(seat)
    if (level > 0) this.#rises.add(seat)
    this.#joinLane(seat)
    this.#rounds[level].add(seat)
  }

  #move(seat: Seat<Guest>, { isParticular, wakeAt, endsAt }: Waited, lane: Lane<Guest>): void {
    const round = this.#rounds[seat.level]
    round.unqueue(seat)
    this.#leaveLane(seat)
    seat.lane = lane
    seat.isParticular = isParticular
    seat.wakeAt = wakeAt
    seat.endsAt = endsAt
    this.#wakes.putRight(seat)
    this.#ends.putRight(seat)
    this.#joinLane(seat)
    round.queue(seat)
  }

  #lane(doors: readonly Door[]): Lane<Guest> {
    const key = doors.map(({ at, kind }) => `${at}\n${kind}`).join('\n\n')
    return this.#lanes.get(key) ?? openLane(key, doors)
  }

  #joinLane(seat: Seat<Guest>): void {
    const { lane } = seat
    if (seat.isParticular) lane.particular.add(seat)
    else lane.plain.add(seat)
    if (this.#lanes.has(lane.key)) return
    this.#lanes.set(lane.key, lane)
    for (const { at } of lane.doors) {
      const there = this.#lanesAt.get(at) ?? new Set()
      this.#lanesAt.set(at, there.add(lane))
    }
  }

  /** With the last of its guests a lane is gone. */
  #leaveLane(seat: Seat<Guest>): void {
    const { lane } = seat
    lane.particular.delete(seat)
    lane.plain.remove(seat)
    if (lane.plain.size + lane.particular.size > 0) return
    this.#lanes.delete(lane.key)
    this.#openings.remove(lane)
    for (const { at } of lane.doors) {
      const there = this.#lanesAt.get(at)
      there?.delete(lane)
      if (there?.size === 0) this.#lanesAt.delete(at)
    }
  }
}

type Waited = Pick<Stay, 'isParticular' | 'wakeAt' | 'endsAt'>

type Arrival<Guest> = { readonly lane: Lane<Guest>; readonly now: number }
