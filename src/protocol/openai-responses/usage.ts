import { readUsageAt } from '../answer-usage.ts'
import { readInputUsage } from '../openai-usage.ts'

export const readUsage = readUsageAt('usage', readInputUsage)
