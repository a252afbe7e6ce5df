import { modelFacts, rawModel } from '../../protocol/model-facts.ts'
import type { ModelCard } from '../../protocol/protocol.ts'
import { badPage, cut, readSize, type ModelFace, type ModelPage } from '../models/model-face.ts'

const write = (card: ModelCard): string => JSON.stringify(modelOf(card))

/** What nobody told is null where the form has that, and the epoch where it wants a date. */
const modelOf = (card: ModelCard): object => {
  const { displayName, createdAt = 0, inputTokens, outputTokens } = modelFacts(card)
  const shown = {
    type: 'model',
    id: card.id,
    display_name: displayName ?? card.id,
    created_at: new Date(createdAt * 1000).toISOString().replace('.000Z', 'Z'),
    capabilities: null,
    deprecated_at: null,
    lifecycle: 'active',
    line: null,
    max_input_tokens: inputTokens ?? null,
    max_tokens: outputTokens ?? null,
    retires_at: null,
  }
  if (card.rawProtocol !== 'anthropic') return shown
  const own = { ...shown, ...rawModel(card) }
  return card.isAlias === true ? { ...own, id: card.id } : own
}

/** https://docs.anthropic.com/en/api/models-list */
const maxLimit = 1_000

const page = (cards: readonly ModelCard[], query: URLSearchParams): ModelPage => {
  const limit = readSize(query, 'limit')
  if (typeof limit === 'object') return { type: 'refused', failure: limit }
  if (limit !== undefined && limit > maxLimit)
    return { type: 'refused', failure: badPage('limit', `must be at most ${maxLimit}`) }
  const after = query.get('after_id') ?? undefined
  const before = query.get('before_id') ?? undefined
  const name = before === undefined ? 'after_id' : 'before_id'
  return (
    cut(cards, { size: limit, after, before }) ?? {
      type: 'refused',
      failure: badPage(name, 'is no model of this list'),
    }
  )
}

export const modelFace: ModelFace = {
  protocol: 'anthropic',
  write,
  page,
  writeList: ({ cards, hasMore }) =>
    JSON.stringify({
      data: cards.map(modelOf),
      has_more: hasMore,
      first_id: cards.at(0)?.id ?? null,
      last_id: cards.at(-1)?.id ?? null,
    }),
}
