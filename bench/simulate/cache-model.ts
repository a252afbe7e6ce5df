import type { SimulatedRequest } from './request.ts'
import { BYTES_PER_TOKEN } from './request.ts'

/** Vendors cache nothing shorter. */
const LEAST_TOKENS = 1_024

/** An upstream's prompt cache for one account, or for one that never has any limit: what could be read at best. */
export class CacheModel {
  readonly #beginnings = new Map<string, Beginning>()
  readonly #lifetimeMs: number
  #sweepAt = LEAST_SWEEP

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs
  }

  /** Tokens of the prompt that could be read from it at this instant. */
  peek({ blocks }: SimulatedRequest, now: number): number {
    let read = 0
    for (const { mark, bytes } of blocks) {
      const beginning = this.#beginnings.get(mark)
      if (beginning === undefined || beginning.until <= now) break
      if (bytes / BYTES_PER_TOKEN >= LEAST_TOKENS) read = bytes / BYTES_PER_TOKEN
    }
    return read
  }

  /** As {@link peek}; what is read lives on. */
  read({ blocks }: SimulatedRequest, now: number): number {
    let read = 0
    for (const { mark, bytes } of blocks) {
      const beginning = this.#beginnings.get(mark)
      if (beginning === undefined || beginning.until <= now) break
      beginning.until = now + this.#lifetimeMs
      if (bytes / BYTES_PER_TOKEN >= LEAST_TOKENS) read = bytes / BYTES_PER_TOKEN
    }
    return read
  }

  /** The prompt has been read whole: from now on its beginnings are there. */
  write({ blocks }: SimulatedRequest, now: number): void {
    const until = now + this.#lifetimeMs
    for (const { mark } of blocks) {
      const beginning = this.#beginnings.get(mark)
      if (beginning === undefined) this.#beginnings.set(mark, { until })
      else beginning.until = until
    }
    if (this.#beginnings.size > this.#sweepAt) this.#sweep(now)
  }

  #sweep(now: number): void {
    for (const [mark, { until }] of this.#beginnings)
      if (until <= now) this.#beginnings.delete(mark)
    this.#sweepAt = Math.max(LEAST_SWEEP, 2 * this.#beginnings.size)
  }
}

/** Of a prompt. To change what a map holds is quicker than to set it anew. */
type Beginning = { until: number }

/** What has ended is swept out when there is as much of it as of what lives: small maps are quick. */
const LEAST_SWEEP = 1_000
