import { readUsageAt } from '../answer-usage.ts'
import { readPromptUsage } from '../openai-usage.ts'

/** Of a chat completion, or of embeddings, which count the same way. */
export const readUsage = readUsageAt('usage', readPromptUsage)
