import type { EmbedCodec } from './embed-codec.ts'
import { embedCodec as gemini } from './gemini/embed.ts'
import { embedCodec as openAiChat } from './openai-chat/embed.ts'
import type { ProtocolId } from './protocol.ts'

/** The protocols that have embeddings. */
export const embedCodecs: Readonly<Partial<Record<ProtocolId, EmbedCodec>>> = {
  'openai-chat': openAiChat,
  gemini,
}
