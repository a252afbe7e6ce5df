import { codec as anthropic } from './anthropic/codec.ts'
import type { Codec } from './codec.ts'
import { codec as gemini } from './gemini/codec.ts'
import { codec as openaiChat } from './openai-chat/codec.ts'
import { codec as openaiCompletions } from './openai-completions/codec.ts'
import { codec as openaiResponses } from './openai-responses/codec.ts'
import type { ProtocolId } from './protocol.ts'

/** What each protocol is translated by. */
export const codecs: Readonly<Record<ProtocolId, Codec>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'openai-completions': openaiCompletions,
  anthropic,
  gemini,
}
