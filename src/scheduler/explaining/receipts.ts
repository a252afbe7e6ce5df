import type { Receipt } from '../messages.ts'
import { receiptOf, type Trace } from './receipt.ts'

const MAX_RECEIPTS = 1000

/** The latest receipts, found by request id. The oldest gives way. */
export type Receipts = {
  keep(trace: Trace): void
  find(requestId: string): Receipt | undefined
}

/** Every request leaves one, and hardly anybody asks: they are looked through then. */
export const openReceipts = (maxReceipts: number = MAX_RECEIPTS): Receipts => {
  const traces: Trace[] = []
  let next = 0
  const latestFirst = (): readonly Trace[] =>
    [...traces.slice(next), ...traces.slice(0, next)].toReversed()
  return {
    keep: (trace) => {
      traces[next] = trace
      next = (next + 1) % maxReceipts
    },
    find: (requestId) => {
      const trace = latestFirst().find((one) => one.requestId === requestId)
      return trace === undefined ? undefined : receiptOf(trace)
    },
  }
}
