import type { Usage } from '../../ir/usage.ts'
import { readUsageAt } from '../answer-usage.ts'
import { countAt, type JsonObject } from '../json.ts'

/**
 * `usageMetadata`, a running total in each chunk. Cached content is part of the prompt; what tools put into the prompt,
 * and thoughts, are counted beside it and beside the candidates.
 */
export const readTokens = (metadata: JsonObject): Partial<Usage> | undefined => {
  const prompt = countAt(metadata, 'promptTokenCount')
  if (prompt === undefined) return undefined
  const cached = countAt(metadata, 'cachedContentTokenCount') ?? 0
  return {
    inputTokens: Math.max(0, prompt - cached) + (countAt(metadata, 'toolUsePromptTokenCount') ?? 0),
    cacheReadTokens: cached,
    outputTokens: countAt(metadata, 'candidatesTokenCount') ?? 0,
    reasoningTokens: countAt(metadata, 'thoughtsTokenCount') ?? 0,
  }
}

const readAnswered = readUsageAt('usageMetadata', readTokens)

const readWritten = readUsageAt('usageMetadata', (metadata) => {
  const written = countAt(metadata, 'totalTokenCount')
  return written === undefined ? undefined : { cacheWriteTokens: written }
})

/** What is cached is read by a model once, and no answer comes of it. */
export const readUsage: typeof readAnswered = (operation, body) =>
  (operation === 'create-cache' ? readWritten : readAnswered)(operation, body)
