import type { ExchangeText } from './record.ts'

/** Records that are not settled yet, in order and numbered from 1, never more than `capacity` of them. */
export type RecordWindow = {
  /** False when the window is full: the record is not kept. */
  add(text: ExchangeText): boolean
  /** At most `limit` records after number `after`, those settled meanwhile left out. */
  after(after: number, limit: number): Numbered
  /** Forgets everything up to `through` and says how many records that were. */
  settle(through: number): number
  size(): number
  /** The number of the latest record. */
  last(): number
}

export type Numbered = { readonly through: number; readonly texts: readonly ExchangeText[] }

export const openWindow = (capacity: number): RecordWindow => {
  const slots: (ExchangeText | undefined)[] = Array.from({ length: capacity })
  let first = 1
  let next = 1
  return {
    add: (text) => {
      if (next - first >= capacity) return false
      slots[next % capacity] = text
      next += 1
      return true
    },
    after: (after, limit) => {
      const texts: ExchangeText[] = []
      let number = Math.max(after + 1, first)
      for (; number < next && texts.length < limit; number += 1) {
        const text = slots[number % capacity]
        if (text !== undefined) texts.push(text)
      }
      return { through: number - 1, texts }
    },
    settle: (through) => {
      const begin = first
      // A report of a ledger that is gone by now may come late: it never goes back.
      for (; first <= through && first < next; first += 1) slots[first % capacity] = undefined
      return first - begin
    },
    size: () => next - first,
    last: () => next - 1,
  }
}
