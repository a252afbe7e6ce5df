import type { ModelCard } from '../../protocol/protocol.ts'
import type { ModelFace } from '../model-face.ts'

/** The form requires a date; the epoch stands where nobody knows one. */
const unknownDate = '1970-01-01T00:00:00Z'

const write = (card: ModelCard): string =>
  card.raw !== undefined && card.rawProtocol === 'anthropic'
    ? card.raw
    : JSON.stringify({
        type: 'model',
        id: card.id,
        display_name: card.id,
        created_at: unknownDate,
      })

/** The list is whole: there is never a further page. */
const writeList = (cards: readonly ModelCard[]): string => {
  const first = JSON.stringify(cards.at(0)?.id ?? null)
  const last = JSON.stringify(cards.at(-1)?.id ?? null)
  const data = cards.map(write).join(',')
  return `{"data":[${data}],"has_more":false,"first_id":${first},"last_id":${last}}`
}

export const modelFace: ModelFace = { protocol: 'anthropic', write, writeList }
