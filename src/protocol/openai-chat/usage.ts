import { readUsageAt } from '../answer-usage.ts'
import { readInputUsage, readPromptUsage } from '../openai-usage.ts'

/** Of a chat completion, or of embeddings, which count the same way; images and transcripts use the newer names. */
export const readUsage = readUsageAt(
  'usage',
  (usage) => readPromptUsage(usage) ?? readInputUsage(usage),
)
