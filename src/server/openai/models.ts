import { modelFacts, rawModel } from '../../protocol/model-facts.ts'
import type { ModelCard } from '../../protocol/protocol.ts'
import type { ModelFace } from '../models/model-face.ts'

/** `created` is 0 where nobody told it, the owner is the channel where the upstream names none. */
const modelOf = (card: ModelCard): object => {
  const { createdAt = 0, ownedBy } = modelFacts(card)
  const shown = {
    id: card.id,
    object: 'model',
    created: createdAt,
    owned_by: ownedBy ?? card.channel,
  }
  if (card.rawProtocol !== 'openai') return shown
  const own = { ...shown, ...rawModel(card) }
  return card.isAlias === true ? { ...own, id: card.id } : own
}

export const modelFace: ModelFace = {
  protocol: 'openai-chat',
  write: (card) => JSON.stringify(modelOf(card)),
  /** This form has no pages. */
  page: (cards) => ({ type: 'page', cards, hasMore: false }),
  writeList: ({ cards }) => JSON.stringify({ object: 'list', data: cards.map(modelOf) }),
}
