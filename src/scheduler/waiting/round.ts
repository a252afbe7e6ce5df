import { Heap } from '../../timetable/heap.ts'
import {
  byArrival,
  openTurn,
  type Lane,
  type Level,
  type Line,
  type Seat,
  type Turn,
} from './seat.ts'

/**
 * Whose turn it is among those of one urgency: users take turns, one guest each, and within a user they are served as they
 * came. Who comes anew, or has just been served, is behind all others. State of the waiting room, used by it alone.
 */
export class Round<Guest> {
  readonly #level: Level
  readonly #turns = new Map<string, Turn<Guest>>()
  /** The user with the most guests first. */
  readonly #largest = new Heap<Turn<Guest>>(
    (one, other) => other.seats.size - one.seats.size || one.stamp - other.stamp,
  )
  #stamps = 0

  constructor(level: Level) {
    this.#level = level
  }

  get isEmpty(): boolean {
    return this.#turns.size === 0
  }

  /** Guests that this user has here. */
  sizeOf(user: string): number {
    return this.#turns.get(user)?.seats.size ?? 0
  }

  /** The user with the most guests, and the one of them that came last. */
  get largest(): { readonly size: number; readonly latest: Seat<Guest> } | undefined {
    const turn = this.#largest.first
    const latest = turn?.seats.first
    return turn === undefined || latest === undefined
      ? undefined
      : { size: turn.seats.size, latest }
  }

  add(seat: Seat<Guest>): void {
    const turn = this.#turns.get(seat.user) ?? openTurn(seat.user, (this.#stamps += 1))
    this.#turns.set(turn.user, turn)
    turn.seats.add(seat)
    this.#largest.add(turn)
    this.queue(seat)
  }

  remove(seat: Seat<Guest>): void {
    const turn = this.#turns.get(seat.user)
    if (turn === undefined) return
    this.unqueue(seat)
    turn.seats.remove(seat)
    if (turn.seats.size > 0) return this.#largest.putRight(turn)
    this.#largest.remove(turn)
    this.#turns.delete(turn.user)
  }

  /** It can be found in its lane. */
  queue(seat: Seat<Guest>): void {
    const turn = this.#turns.get(seat.user)
    if (turn === undefined) return
    const line = turn.lines.get(seat.lane) ?? { turn, seats: new Heap(byArrival) }
    turn.lines.set(seat.lane, line)
    line.seats.add(seat)
    seat.lane.lines[this.#level].add(line)
  }

  /** It cannot be found in its lane, and keeps its place all the same. */
  unqueue(seat: Seat<Guest>): void {
    const turn = this.#turns.get(seat.user)
    const line = turn?.lines.get(seat.lane)
    if (turn === undefined || line === undefined) return
    line.seats.remove(seat)
    if (line.seats.size > 0) return
    seat.lane.lines[this.#level].remove(line)
    turn.lines.delete(seat.lane)
  }

  /** A guest of this user has been served: the others have their turn before its next one. */
  pass(user: string): void {
    const turn = this.#turns.get(user)
    if (turn === undefined) return
    turn.stamp = this.#stamps += 1
    this.#largest.putRight(turn)
    for (const [lane, line] of turn.lines) lane.lines[this.#level].putRight(line)
  }
}

/** Who is next in these lanes, at one level. */
export const nextOf = <Guest>(
  lanes: Iterable<Lane<Guest>>,
  level: Level,
): Seat<Guest> | undefined => {
  let next: Line<Guest> | undefined
  for (const { lines } of lanes) {
    const line = lines[level].first
    if (line !== undefined && (next === undefined || line.turn.stamp < next.turn.stamp)) next = line
    else if (line !== undefined && line.turn === next?.turn && isEarlier(line, next)) next = line
  }
  return next?.seats.first
}

/** A user's guests are served as they came, whatever lanes they stand in. */
const isEarlier = <Guest>(one: Line<Guest>, other: Line<Guest>): boolean => {
  const [seat, compared] = [one.seats.first, other.seats.first]
  return seat !== undefined && compared !== undefined && byArrival(seat, compared) < 0
}
