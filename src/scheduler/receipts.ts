import { Recency } from '../actor/recency.ts'
import type { Trace } from './exchange-state.ts'
import type { Receipt } from './messages.ts'
import { receiptOf } from './receipt.ts'

const MAX_RECEIPTS = 1000

/** The latest receipts, found by request id. The oldest gives way. */
export type Receipts = {
  keep(trace: Trace): void
  find(requestId: string): Receipt | undefined
}

export const openReceipts = (maxReceipts: number = MAX_RECEIPTS): Receipts => {
  const byRequest = new Recency<Trace>()
  return {
    keep: (trace) => {
      byRequest.put(trace.requestId, trace)
      byRequest.keepNewest(maxReceipts)
    },
    find: (requestId) => {
      const trace = byRequest.peek(requestId)
      return trace === undefined ? undefined : receiptOf(trace)
    },
  }
}
