import type { ExchangeFacts } from '../../ledger/record.ts'

/** Of requests that were to be relayed, since the start. Those whose client left are in `total` alone. */
export type ExchangeCounts = {
  readonly total: number
  /** Answered whole, with no error. */
  readonly succeeded: number
  readonly failed: number
}

export class ExchangeCounter {
  #counts: ExchangeCounts = { total: 0, succeeded: 0, failed: 0 }

  get counts(): ExchangeCounts {
    return this.#counts
  }

  count({ operation, outcome, status }: ExchangeFacts): void {
    // Who was turned away at the door, and who asked for no model's work, is not counted.
    if (operation === '' || operation === 'models') return
    const { total, succeeded, failed } = this.#counts
    const isWell = outcome === 'completed' && status < 400
    const isFailed = !isWell && outcome !== 'cancelled'
    this.#counts = {
      total: total + 1,
      succeeded: succeeded + (isWell ? 1 : 0),
      failed: failed + (isFailed ? 1 : 0),
    }
  }
}
