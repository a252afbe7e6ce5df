/** A limit a minute, as vendors keep it: what was used comes back evenly. `now`: ms. */
export class Bucket {
  readonly #perMinute: number
  #left: number
  #at = 0

  /** 0: no limit. */
  constructor(perMinute: number) {
    this.#perMinute = perMinute
    this.#left = perMinute
  }

  /** How long until so much is there, 0 when it is now. More than the whole is there when all is. */
  waitMs(amount: number, now: number): number {
    if (this.#perMinute === 0) return 0
    this.#refill(now)
    const missing = Math.min(amount, this.#perMinute) - this.#left
    return missing <= 0 ? 0 : (missing / this.#perMinute) * MINUTE_MS
  }

  /** Share that is left, and how long until all of it is. */
  view(now: number): { readonly left: number; readonly fullMs: number } | undefined {
    if (this.#perMinute === 0) return undefined
    this.#refill(now)
    const left = Math.max(0, this.#left / this.#perMinute)
    return { left, fullMs: (1 - left) * MINUTE_MS }
  }

  take(amount: number, now: number): void {
    this.#refill(now)
    this.#left -= amount
  }

  #refill(now: number): void {
    const back = ((now - this.#at) / MINUTE_MS) * this.#perMinute
    this.#left = Math.min(this.#perMinute, this.#left + back)
    this.#at = now
  }
}

const MINUTE_MS = 60_000
