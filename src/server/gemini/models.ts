import type { ModelCard } from '../../protocol/protocol.ts'
import type { ModelFace } from '../model-face.ts'

const write = (card: ModelCard): string =>
  card.raw !== undefined && card.rawProtocol === 'gemini'
    ? card.raw
    : JSON.stringify({ name: `models/${card.id}`, displayName: card.id })

/** The list is whole: there is never a further page. */
export const modelFace: ModelFace = {
  protocol: 'gemini',
  write,
  writeList: (cards) => `{"models":[${cards.map(write).join(',')}]}`,
}
