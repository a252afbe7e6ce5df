import type { Operation, UsageWish } from './protocol.ts'

/** For protocols whose streams tell their usage unasked: the request stays as it is. */
export const toldUnasked = (_operation: Operation, body: string): UsageWish => ({
  body,
  hidesUsage: false,
})
