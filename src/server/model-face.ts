import type { ModelCard, ProtocolId } from '../protocol/protocol.ts'

/** How a protocol shows models. All results are JSON text. */
export type ModelFace = {
  /** What errors are written in. */
  readonly protocol: ProtocolId
  write(card: ModelCard): string
  writeList(cards: readonly ModelCard[]): string
}
