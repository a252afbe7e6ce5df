/**
 * Bytes of one answer that may be on their way to a client at once: the cap of what a slow client can hold in
 * memory. The account stops reading its upstream when they are used up; the front gives them back as the client
 * takes them, half a window at a time.
 */
export const CREDIT_WINDOW_BYTES = 256 * 1024

export type CreditGate = {
  spend(bytes: number): void
  grant(bytes: number): void
  /** Undefined while there is credit; else resolves when there is again, or when the gate is opened for good. */
  writable(): Promise<void> | undefined
  /** The exchange is over: nobody may wait here any longer. */
  release(): void
}

export const openCreditGate = (windowBytes: number = CREDIT_WINDOW_BYTES): CreditGate => {
  let left = windowBytes
  let waiting: PromiseWithResolvers<void> | undefined
  const wake = () => {
    waiting?.resolve()
    waiting = undefined
  }
  return {
    spend: (bytes) => {
      left -= bytes
    },
    grant: (bytes) => {
      left += bytes
      if (left > 0) wake()
    },
    writable: () => {
      if (left > 0) return undefined
      waiting ??= Promise.withResolvers<void>()
      return waiting.promise
    },
    release: () => {
      left = Number.POSITIVE_INFINITY
      wake()
    },
  }
}
