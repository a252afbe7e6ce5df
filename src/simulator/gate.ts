/** A barrier that a test holds: a simulated answer stops at it until the test lets it go on. */
export type Gate = {
  /** Resolves when the first answer has come to the gate and everything before it is on the wire. */
  readonly reached: Promise<void>
  /** Opens the gate for everyone, now and later. */
  release(): void
  /** For the simulator: waits at the gate. */
  pass(): Promise<void>
}

export const createGate = (): Gate => {
  const arrival = Promise.withResolvers<void>()
  const opening = Promise.withResolvers<void>()
  return {
    reached: arrival.promise,
    release: () => opening.resolve(),
    pass: () => {
      arrival.resolve()
      return opening.promise
    },
  }
}
