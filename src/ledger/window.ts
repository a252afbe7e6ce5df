import type { ExchangeText } from './record.ts'

/** Records that are handed over and not yet settled, in order, never more than `capacity` of them. */
export type RecordWindow = {
  /** The record's sequence number, or nothing when the window is full. */
  add(text: ExchangeText): number | undefined
  /** Forgets everything up to `through` and says how many records that were. */
  settle(through: number): number
  /** What is not settled, oldest first: to be sent again to a ledger that replaces another. */
  unsettled(): Iterable<readonly [sequence: number, text: ExchangeText]>
  size(): number
}

export const openWindow = (capacity: number): RecordWindow => {
  const slots: (ExchangeText | undefined)[] = Array.from({ length: capacity })
  let first = 1
  let next = 1
  return {
    add: (text) => {
      if (next - first >= capacity) return undefined
      slots[next % capacity] = text
      next += 1
      return next - 1
    },
    settle: (through) => {
      const begin = first
      // What was settled by a ledger that is gone by now is settled: an old report never goes back.
      for (; first <= through && first < next; first += 1) slots[first % capacity] = undefined
      return first - begin
    },
    *unsettled() {
      for (let sequence = first; sequence < next; sequence += 1) {
        const text = slots[sequence % capacity]
        if (text !== undefined) yield [sequence, text]
      }
    },
    size: () => next - first,
  }
}
