import type { Urgency } from '../exchange/messages.ts'
import type { Seat } from './seat.ts'

/** For people. */
export type WaitingView = {
  readonly waiting: number
  /** As they asked for. */
  readonly byUrgency: Readonly<Record<Urgency, number>>
  /** By channel, and by account where only that one will do; who could be served at several counts at each. */
  readonly byPlace: Readonly<Record<string, number>>
  readonly oldestMs: number
}

/** What can be seen of those who wait. */
export const viewOf = <Guest>(
  seats: readonly Readonly<Seat<Guest>>[],
  now: number,
): WaitingView => {
  const byUrgency = { high: 0, normal: 0, low: 0 }
  const byPlace = new Map<string, number>()
  let oldest = now
  for (const { urgency, since, lane } of seats) {
    byUrgency[urgency] += 1
    oldest = Math.min(oldest, since)
    for (const place of new Set(lane.doors.map(({ at }) => at)))
      byPlace.set(place, (byPlace.get(place) ?? 0) + 1)
  }
  return {
    waiting: seats.length,
    byUrgency,
    byPlace: Object.fromEntries(byPlace),
    oldestMs: Math.round(now - oldest),
  }
}
