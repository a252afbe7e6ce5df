import type { Receipt } from './messages.ts'

const MAX_RECEIPTS = 1000

/** The latest receipts, found by request id. The oldest gives way. */
export type Receipts = {
  keep(receipt: Receipt): void
  find(requestId: string): Receipt | undefined
}

export const openReceipts = (maxReceipts: number = MAX_RECEIPTS): Receipts => {
  const byRequest = new Map<string, Receipt>()
  return {
    keep: (receipt) => {
      byRequest.delete(receipt.requestId)
      byRequest.set(receipt.requestId, receipt)
      if (byRequest.size <= maxReceipts) return
      for (const oldest of byRequest.keys()) {
        byRequest.delete(oldest)
        return
      }
    },
    find: (requestId) => byRequest.get(requestId),
  }
}
