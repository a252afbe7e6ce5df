import { aiDrivers } from './ai.ts'
import { anthropic } from './anthropic.ts'
import type { Driver } from './driver.ts'
import { google } from './google.ts'
import { langchainDrivers } from './langchain.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiCompletions } from './openai-completions.ts'
import { openaiResponses } from './openai-responses.ts'

/** The vendors' own libraries. */
export const official: readonly Driver[] = [
  openaiChat,
  openaiResponses,
  openaiCompletions,
  anthropic,
  google,
]

/** And those that speak to all of them. */
export const drivers: readonly Driver[] = [...official, ...aiDrivers, ...langchainDrivers]
