import type { Usage } from '../../ir/usage.ts'
import { isObject, type JsonObject } from '../json.ts'

const ownCounts = new Set([
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
])

/** What `usage` tells beside the counts: tiers, regions, uses of server tools. */
export const readUsageExtras = (usage: unknown): JsonObject | undefined => {
  if (!isObject(usage)) return undefined
  const rest = Object.entries(usage).filter(([key]) => !ownCounts.has(key))
  return rest.length === 0 ? undefined : Object.fromEntries(rest)
}

/**
 * Thinking is part of the output here; what was read from the cache or put there is not part of the input, and null where
 * nobody has told of it: clients take a 0 for a prompt that was read anew.
 */
export const writeUsage = (usage: Partial<Usage>, extras: unknown): JsonObject => {
  const { inputTokens = 0, outputTokens = 0, reasoningTokens = 0 } = usage
  return {
    ...(isObject(extras) ? extras : {}),
    input_tokens: inputTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens ?? null,
    cache_read_input_tokens: usage.cacheReadTokens ?? null,
    output_tokens: outputTokens + reasoningTokens,
    ...(reasoningTokens === 0
      ? {}
      : {
          output_tokens_details: {
            ...(isObject(extras) && isObject(extras['output_tokens_details'])
              ? extras['output_tokens_details']
              : {}),
            thinking_tokens: reasoningTokens,
          },
        }),
  }
}
