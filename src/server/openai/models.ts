import type { ModelCard } from '../../protocol/protocol.ts'
import type { ModelFace } from '../model-face.ts'

/** The upstream's own object where it gave one in this form; `created` is 0 where nobody knows. */
const write = (card: ModelCard): string =>
  card.raw !== undefined && card.rawProtocol === 'openai'
    ? card.raw
    : JSON.stringify({ id: card.id, object: 'model', created: 0, owned_by: card.channel })

export const modelFace: ModelFace = {
  protocol: 'openai-chat',
  write,
  writeList: (cards) => `{"object":"list","data":[${cards.map(write).join(',')}]}`,
}
