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
  const byRequest = new Map<string, Trace>()
  return {
    keep: (trace) => {
      byRequest.delete(trace.requestId)
      byRequest.set(trace.requestId, trace)
      if (byRequest.size <= maxReceipts) return
      for (const oldest of byRequest.keys()) {
        byRequest.delete(oldest)
        return
      }
    },
    find: (requestId) => {
      const trace = byRequest.get(requestId)
      return trace === undefined ? undefined : receiptOf(trace)
    },
  }
}
