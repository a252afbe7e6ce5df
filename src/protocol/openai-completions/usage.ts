import { readUsageAt } from '../answer-usage.ts'
import { readPromptUsage } from '../openai-usage.ts'

export const readUsage = readUsageAt('usage', readPromptUsage)
