import { anthropic } from './anthropic.ts'
import type { Driver } from './driver.ts'
import { google } from './google.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiCompletions } from './openai-completions.ts'
import { openaiResponses } from './openai-responses.ts'

/** The vendors' own libraries. */
export const drivers: readonly Driver[] = [
  openaiChat,
  openaiResponses,
  openaiCompletions,
  anthropic,
  google,
]
