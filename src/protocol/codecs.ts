import { codec as anthropic } from './anthropic/codec.ts'
import type { Codec } from './codec.ts'
import { codec as gemini } from './gemini/codec.ts'
import { codec as openaiChat } from './openai-chat/codec.ts'
import { codec as openaiResponses } from './openai-responses/codec.ts'
import type { ProtocolId } from './protocol.ts'

/** What each protocol is translated by. */
export const codecs: Readonly<Partial<Record<ProtocolId, Codec>>> = {
  anthropic,
  gemini,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
}
