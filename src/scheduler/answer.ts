import type { Ground } from './ground.ts'
import { listKept } from './list-kept.ts'
import { resolveModel } from './listing.ts'
import type { FindReceipt, ListKept, ResolveModel } from './messages.ts'

/** Answers what clients and operators ask of what is known; nothing changes by it. */
export const answer = (question: FindReceipt | ListKept | ResolveModel, ground: Ground): void => {
  const { context, receipts } = ground
  switch (question.type) {
    case 'find-receipt': {
      const receipt = receipts.find(question.requestId) ?? null
      return context.tell(question.replyTo, { type: 'receipt-found', receipt })
    }
    case 'list-kept':
      return context.tell(question.replyTo, listKept(question, ground))
    case 'resolve-model':
      return context.tell(question.replyTo, resolveModel(question, ground))
    default:
      return question satisfies never
  }
}
