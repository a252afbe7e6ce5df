import type { Urgency } from '../../exchange/messages.ts'
import { Heap } from '../../timetable/heap.ts'
import type { Subject } from '../standing/stand.ts'

/** Urgencies, the highest first, as steps. */
export type Level = 0 | 1 | 2

/**
 * What is kept of somebody who waits. State of the waiting room, used by it alone; all instants are as `monotonic` tells
 * them.
 */
export type Seat<Guest> = {
  readonly guest: Guest
  /** Counts those that ever came. */
  readonly number: number
  readonly user: string
  readonly urgency: Urgency
  /** When it began to wait. */
  readonly since: number
  /** When its request came. */
  readonly arrivedAt: number
  readonly agesAfterMs: number
  /** As it is by now: it rises with time. */
  level: Level
  /** When it rises. */
  risesAt: number
  lane: Lane<Guest>
  isParticular: boolean
  /** When to decide again. */
  wakeAt: number
  /** When its wait is over at the latest. */
  endsAt: number
}

/** A way to an account, or to any of a channel, for the models that all of them are alike to. */
export type Door = {
  /** An account's id, or a channel's. */
  readonly at: string
  /** Which models. */
  readonly kind: string
  /** How accounts are looked at for them. */
  readonly subject: Subject
}

/** Those who could be served by the very same accounts. */
export type Lane<Guest> = {
  readonly key: string
  readonly doors: readonly Door[]
  /** By level: the users whose guests stand here, by their turn. */
  readonly lines: readonly [Heap<Line<Guest>>, Heap<Line<Guest>>, Heap<Line<Guest>>]
  /** The least patient first. */
  readonly plain: Heap<Seat<Guest>>
  /** Those whose case is not that of the others. */
  readonly particular: Set<Seat<Guest>>
  /** When the next of its accounts may have rested; infinite when time alone changes nothing. */
  opensAt: number
}

/** The guests of one user in one lane and level, in the order in which they came. */
export type Line<Guest> = { readonly turn: Turn<Guest>; readonly seats: Heap<Seat<Guest>> }

/** The guests of one user in one level. */
export type Turn<Guest> = {
  readonly user: string
  /** Those with a smaller one are served before. */
  stamp: number
  /** The latest first. */
  readonly seats: Heap<Seat<Guest>>
  readonly lines: Map<Lane<Guest>, Line<Guest>>
}

export const byArrival = <Guest>(one: Seat<Guest>, other: Seat<Guest>): number =>
  one.arrivedAt - other.arrivedAt || one.number - other.number

export const byWake = <Guest>(one: Seat<Guest>, other: Seat<Guest>): number =>
  one.wakeAt - other.wakeAt || one.number - other.number

const byTurn = <Guest>(one: Line<Guest>, other: Line<Guest>): number =>
  one.turn.stamp - other.turn.stamp

export const openLane = <Guest>(key: string, doors: readonly Door[]): Lane<Guest> => ({
  key,
  doors,
  lines: [new Heap(byTurn), new Heap(byTurn), new Heap(byTurn)],
  plain: new Heap(byWake),
  particular: new Set(),
  opensAt: Number.POSITIVE_INFINITY,
})

export const openTurn = <Guest>(user: string, stamp: number): Turn<Guest> => ({
  user,
  stamp,
  seats: new Heap((one, other) => byArrival(other, one)),
  lines: new Map(),
})
