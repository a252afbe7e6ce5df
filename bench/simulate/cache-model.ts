import type { SimulatedRequest } from './request.ts'
import { BYTES_PER_TOKEN } from './request.ts'

/** Vendors cache nothing shorter. */
const LEAST_TOKENS = 1_024

/** An upstream's prompt cache for one account, or for one that never has any limit: what could be read at best. */
export class CacheModel {
  readonly #until = new Map<string, number>()
  readonly #lifetimeMs: number
  #sweepAt = LEAST_SWEEP

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs
  }

  /** Tokens of the prompt that could be read from it at this instant. */
  peek({ blocks }: SimulatedRequest, now: number): number {
    let read = 0
    for (const { mark, bytes } of blocks) {
      if ((this.#until.get(mark) ?? 0) <= now) break
      if (bytes / BYTES_PER_TOKEN >= LEAST_TOKENS) read = bytes / BYTES_PER_TOKEN
    }
    return read
  }

  /** As {@link peek}; what is read lives on. */
  read({ blocks }: SimulatedRequest, now: number): number {
    let read = 0
    for (const { mark, bytes } of blocks) {
      if ((this.#until.get(mark) ?? 0) <= now) break
      this.#until.set(mark, now + this.#lifetimeMs)
      if (bytes / BYTES_PER_TOKEN >= LEAST_TOKENS) read = bytes / BYTES_PER_TOKEN
    }
    return read
  }

  /** The prompt has been read whole: from now on its beginnings are there. */
  write({ blocks }: SimulatedRequest, now: number): void {
    for (const { mark } of blocks) this.#until.set(mark, now + this.#lifetimeMs)
    if (this.#until.size > this.#sweepAt) this.#sweep(now)
  }

  #sweep(now: number): void {
    for (const [mark, until] of this.#until) if (until <= now) this.#until.delete(mark)
    this.#sweepAt = Math.max(LEAST_SWEEP, 2 * this.#until.size)
  }
}

/** What has ended is swept out when there is as much of it as of what lives: small maps are quick. */
const LEAST_SWEEP = 1_000
