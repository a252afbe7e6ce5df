import type { Ids } from '../../src/protocol/codec.ts'

/** Ids that count: `call_1`, `call_2`. */
export const countedIds = (): Ids => {
  let count = 0
  return {
    next: (prefix) => {
      count += 1
      return `${prefix}${count}`
    },
  }
}
