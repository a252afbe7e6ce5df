import { embeds, modelFacts, rawModel } from '../../protocol/model-facts.ts'
import type { ModelCard } from '../../protocol/protocol.ts'
import { badPage, cut, readSize, type ModelFace, type ModelPage } from '../models/model-face.ts'

/** A limit that nobody told is not there. */
const modelOf = (card: ModelCard): object => {
  const { displayName, description, inputTokens, outputTokens, methods } = modelFacts(card)
  const shown = {
    name: `models/${card.id}`,
    version: '001',
    displayName: displayName ?? card.id,
    ...(description === undefined ? {} : { description }),
    ...(inputTokens === undefined ? {} : { inputTokenLimit: inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokenLimit: outputTokens }),
    supportedGenerationMethods: methods ?? methodsOf(card.id),
  }
  if (card.rawProtocol !== 'gemini') return shown
  const own = { ...shown, ...rawModel(card) }
  return card.isAlias === true ? { ...own, name: shown.name } : own
}

/** What this server offers of a model of another vendor, by translation or by itself. */
const methodsOf = (model: string): readonly string[] =>
  embeds(model) ? ['embedContent', 'batchEmbedContents'] : ['generateContent', 'countTokens']

/** Larger pages are cut to it: https://ai.google.dev/api/models#method:-models.list */
const maxSize = 1_000

const page = (cards: readonly ModelCard[], query: URLSearchParams): ModelPage => {
  const size = readSize(query, 'pageSize')
  if (typeof size === 'object') return { type: 'refused', failure: size }
  const token = query.get('pageToken')
  const after = token === null || token === '' ? undefined : readToken(token)
  return (
    cut(cards, { size: size === undefined ? undefined : Math.min(size, maxSize), after }) ?? {
      type: 'refused',
      failure: badPage('pageToken', 'is not one that this list gave'),
    }
  )
}

const writeToken = (id: string): string => Buffer.from(id).toString('base64url')
const readToken = (token: string): string => Buffer.from(token, 'base64url').toString()

export const modelFace: ModelFace = {
  protocol: 'gemini',
  write: (card) => JSON.stringify(modelOf(card)),
  page,
  writeList: ({ cards, hasMore }) => {
    const last = cards.at(-1)
    return JSON.stringify({
      models: cards.map(modelOf),
      ...(hasMore && last !== undefined ? { nextPageToken: writeToken(last.id) } : {}),
    })
  },
}
