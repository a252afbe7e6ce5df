import { subjectOf } from '../../../src/scheduler/standing/stand.ts'
import { WaitingRoom, type Door, type Stay } from '../../../src/scheduler/waiting/waiting-room.ts'

export const never = Number.POSITIVE_INFINITY

export const doorTo = (at: string): Door => ({ at, kind: '= m', subject: subjectOf('m') })

export const stayOf = (over: Partial<Stay> = {}): Stay => ({
  user: 'alice',
  urgency: 'normal',
  arrivedAt: 0,
  agesAfterMs: never,
  doors: [doorTo('openai')],
  isParticular: false,
  wakeAt: 60_000,
  endsAt: 60_000,
  opensAt: never,
  ...over,
})

export const roomWith = (...guests: readonly (readonly [string, Partial<Stay>?])[]) => {
  const room = new WaitingRoom<string>()
  for (const [guest, over] of guests) room.enter(guest, stayOf(over), 0)
  return room
}

/** Serves one after the other, as long as anybody waits. */
export const servedOrder = (room: WaitingRoom<string>): readonly string[] => {
  const order: string[] = []
  for (;;) {
    const next = room.next(room.lanes())
    if (next === undefined) return order
    room.serve(next.guest)
    order.push(next.guest)
  }
}
