import type { Usage } from '../../ir/usage.ts'
import type { JsonObject } from '../json.ts'

/** `usageMetadata`; undefined when nothing was told. Whatever was read or put into a cache is part of the prompt. */
export const writeUsage = (usage: Partial<Usage>): JsonObject | undefined => {
  if (Object.keys(usage).length === 0) return undefined
  const { inputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage
  const { outputTokens = 0, reasoningTokens = 0 } = usage
  const prompt = inputTokens + cacheReadTokens + cacheWriteTokens
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: outputTokens,
    totalTokenCount: prompt + outputTokens + reasoningTokens,
    ...(cacheReadTokens === 0 ? {} : { cachedContentTokenCount: cacheReadTokens }),
    ...(reasoningTokens === 0 ? {} : { thoughtsTokenCount: reasoningTokens }),
  }
}
