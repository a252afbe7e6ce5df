import type { Urgency } from '../../exchange/messages.ts'
import type { Seat } from './seat.ts'

/** For people. */
export type WaitingView = {
  readonly waiting: number
  /** As they asked for. */
  readonly byUrgency: Readonly<Record<Urgency, number>>
  readonly oldestMs: number
}

/** What can be seen of those who wait. */
export const viewOf = <Guest>(
  seats: readonly Readonly<Seat<Guest>>[],
  now: number,
): WaitingView => {
  const byUrgency = { high: 0, normal: 0, low: 0 }
  let oldest = now
  for (const { urgency, since } of seats) {
    byUrgency[urgency] += 1
    oldest = Math.min(oldest, since)
  }
  return {
    waiting: seats.length,
    byUrgency,
    oldestMs: Math.round(now - oldest),
  }
}
