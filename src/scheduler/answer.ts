import type { Ground } from './ground.ts'
import { listKept } from './routing/list-kept.ts'
import { resolveModel } from './routing/listing.ts'
import type { ListKept, ResolveModel } from './messages.ts'

/** Answers what clients and operators ask of what is known; nothing changes by it. */
export const answer = (question: ListKept | ResolveModel, ground: Ground): void => {
  const { context } = ground
  switch (question.type) {
    case 'list-kept':
      return context.tell(question.replyTo, listKept(question, ground))
    case 'resolve-model':
      return context.tell(question.replyTo, resolveModel(question, ground))
    default:
      return question satisfies never
  }
}
