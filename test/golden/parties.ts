import { anthropic as anthropicClient } from './clients/anthropic.ts'
import { gemini as geminiClient } from './clients/gemini.ts'
import { openaiChat as openaiChatClient } from './clients/openai-chat.ts'
import { openaiCompletions as openaiCompletionsClient } from './clients/openai-completions.ts'
import { openaiResponses as openaiResponsesClient } from './clients/openai-responses.ts'
import type { Client, Upstream } from './scene.ts'
import { anthropic } from './upstreams/anthropic.ts'
import { gemini } from './upstreams/gemini.ts'
import { openaiChat } from './upstreams/openai-chat.ts'
import { openaiCompletions } from './upstreams/openai-completions.ts'
import { openaiResponses } from './upstreams/openai-responses.ts'

export const clients: readonly Client[] = [
  openaiChatClient,
  openaiResponsesClient,
  openaiCompletionsClient,
  anthropicClient,
  geminiClient,
]

export const upstreams: readonly Upstream[] = [
  openaiChat,
  openaiResponses,
  openaiCompletions,
  anthropic,
  gemini,
]
