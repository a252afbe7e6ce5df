import { anthropic } from './anthropic/index.ts'
import { gemini } from './gemini/index.ts'
import { openAiChat } from './openai-chat/index.ts'
import { openAiCompletions } from './openai-completions/index.ts'
import { openAiResponses } from './openai-responses/index.ts'
import type { Protocol, ProtocolId } from './protocol.ts'

export const protocols: Readonly<Record<ProtocolId, Protocol>> = {
  'openai-chat': openAiChat,
  'openai-responses': openAiResponses,
  'openai-completions': openAiCompletions,
  anthropic,
  gemini,
}
