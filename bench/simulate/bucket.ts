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
    const missing = Math.min(amount, this.#perMinute) - this.#leftAt(now)
    return missing <= 0 ? 0 : (missing / this.#perMinute) * MINUTE_MS
  }

  /** Share that is left, and how long until all of it is. */
  view(now: number): { readonly left: number; readonly fullMs: number } | undefined {
    if (this.#perMinute === 0) return undefined
    const left = Math.max(0, this.#leftAt(now) / this.#perMinute)
    return { left, fullMs: (1 - left) * MINUTE_MS }
  }

  take(amount: number, now: number): void {
    this.#left = this.#leftAt(now) - amount
    this.#at = now
  }

  /** Looking changes nothing: a run that is watched is the same run. */
  #leftAt(now: number): number {
    const back = ((now - this.#at) / MINUTE_MS) * this.#perMinute
    return Math.min(this.#perMinute, this.#left + back)
  }
}

const MINUTE_MS = 60_000
