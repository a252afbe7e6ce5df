/** The exchanges that wait for an account, first come first. Deciding again does not cost one its place. */
export type WaitingRoom = {
  /** `wakeAt`: epoch ms at which to decide again if nothing happens before. */
  enter(exchange: number, wakeAt: number): void
  leave(exchange: number): void
  has(exchange: number): boolean
  inOrder(): readonly number[]
  due(now: number): readonly number[]
  /** The next instant at which somebody is due; undefined when nobody waits. */
  soonest(): number | undefined
  readonly size: number
}

export const openWaitingRoom = (): WaitingRoom => {
  /** A Map keeps the place of an entry whose value is set again. */
  const wakes = new Map<number, number>()
  return {
    enter: (exchange, wakeAt) => {
      wakes.set(exchange, wakeAt)
    },
    leave: (exchange) => {
      wakes.delete(exchange)
    },
    has: (exchange) => wakes.has(exchange),
    inOrder: () => Array.from(wakes.keys()),
    due: (now) =>
      Array.from(wakes).flatMap(([exchange, wakeAt]) => (wakeAt <= now ? [exchange] : [])),
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
