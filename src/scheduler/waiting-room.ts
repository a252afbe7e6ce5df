/**
 * Those who wait for an account, first come first. Deciding again does not cost one its place. Instants are as
 * `monotonic` tells them.
 */
export type WaitingRoom<Guest> = {
  /** `wakeAt`: when to decide again if nothing happens before. */
  enter(guest: Guest, wakeAt: number): void
  leave(guest: Guest): void
  has(guest: Guest): boolean
  inOrder(): readonly Guest[]
  due(now: number): readonly Guest[]
  /** The next instant at which somebody is due; undefined when nobody waits. */
  soonest(): number | undefined
  readonly size: number
}

export const openWaitingRoom = <Guest>(): WaitingRoom<Guest> => {
  /** A Map keeps the place of an entry whose value is set again. */
  const wakes = new Map<Guest, number>()
  return {
    enter: (guest, wakeAt) => {
      wakes.set(guest, wakeAt)
    },
    leave: (guest) => {
      wakes.delete(guest)
    },
    has: (guest) => wakes.has(guest),
    inOrder: () => Array.from(wakes.keys()),
    due: (now) => Array.from(wakes).flatMap(([guest, wakeAt]) => (wakeAt <= now ? [guest] : [])),
    soonest: () => {
      let soonest: number | undefined
      for (const wakeAt of wakes.values())
        if (soonest === undefined || wakeAt < soonest) soonest = wakeAt
      return soonest
    },
    get size() {
      return wakes.size
    },
  }
}
