import { given } from '../ir/defined.ts'
import type { Usage } from '../ir/usage.ts'
import { countAt, objectAt, type JsonObject } from './json.ts'

/**
 * `usage` of OpenAI's chat, completions and embeddings, and of those who imitate them. Cached tokens are part of
 * `prompt_tokens`, reasoning is part of `completion_tokens`.
 */
export const readPromptUsage = (usage: JsonObject): Partial<Usage> | undefined => {
  const prompt = countAt(usage, 'prompt_tokens')
  if (prompt === undefined) return undefined
  const inputs = objectAt(usage, 'prompt_tokens_details')
  const outputs = objectAt(usage, 'completion_tokens_details')
  return splitUsage({
    input: prompt,
    output: countAt(usage, 'completion_tokens') ?? 0,
    // DeepSeek's own field; it fills the details only on newer models.
    cacheRead: countAt(inputs, 'cached_tokens') ?? countAt(usage, 'prompt_cache_hit_tokens'),
    cacheWrite: countAt(inputs, 'cache_write_tokens'),
    reasoning: countAt(outputs, 'reasoning_tokens'),
    total: countAt(usage, 'total_tokens'),
  })
}

/** `usage` of the Responses interface, counted the same way under other names. */
export const readInputUsage = (usage: JsonObject): Partial<Usage> | undefined => {
  const input = countAt(usage, 'input_tokens')
  if (input === undefined) return undefined
  const inputs = objectAt(usage, 'input_tokens_details')
  return splitUsage({
    input,
    output: countAt(usage, 'output_tokens') ?? 0,
    cacheRead: countAt(inputs, 'cached_tokens'),
    cacheWrite: countAt(inputs, 'cache_write_tokens'),
    reasoning: countAt(objectAt(usage, 'output_tokens_details'), 'reasoning_tokens'),
    total: countAt(usage, 'total_tokens'),
  })
}

/** Many who imitate OpenAI cache and reason, and do not say so: that is not the same as none of it. */
type Counts = {
  readonly input: number
  readonly output: number
  readonly cacheRead: number | undefined
  readonly cacheWrite: number | undefined
  readonly reasoning: number | undefined
  readonly total: number | undefined
}

const splitUsage = ({ input, output, cacheRead, cacheWrite, reasoning, total }: Counts) => {
  // Whoever tells what was read from its cache, and of nothing that was put there, does not count that apart.
  const written = cacheWrite ?? (cacheRead === undefined ? undefined : 0)
  const thought = reasoning ?? 0
  // xAI counts reasoning beside the completion (recorded 2026-02-11): its total says so.
  const isBeside = thought > 0 && total === input + output + thought
  return given({
    inputTokens: Math.max(0, input - (cacheRead ?? 0) - (written ?? 0)),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: written,
    outputTokens: isBeside ? output : Math.max(0, output - thought),
    reasoningTokens: reasoning,
  })
}

/** The other way round; null when nothing is known. The details are required here: 0 stands for what nobody has told. */
export const writeInputUsage = (usage: Partial<Usage>): JsonObject | null => {
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return null
  const { cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage
  const input = (usage.inputTokens ?? 0) + cacheReadTokens + cacheWriteTokens
  const output = (usage.outputTokens ?? 0) + reasoningTokens
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: input + output,
  }
}

/**
 * The same for chat and completions, whose details may be left out: of a cache or thoughts that nobody has told of nothing is
 * said, since clients take a 0 for a prompt that was read anew.
 */
export const writePromptUsage = (usage: Partial<Usage>): JsonObject | null => {
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) return null
  const { cacheReadTokens, cacheWriteTokens, reasoningTokens } = usage
  const prompt = (usage.inputTokens ?? 0) + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0)
  const completion = (usage.outputTokens ?? 0) + (reasoningTokens ?? 0)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...details('prompt_tokens_details', {
      cached_tokens: cacheReadTokens,
      cache_write_tokens: cacheWriteTokens === 0 ? undefined : cacheWriteTokens,
    }),
    ...details('completion_tokens_details', { reasoning_tokens: reasoningTokens }),
  }
}

const details = (
  name: string,
  counts: Readonly<Record<string, number | undefined>>,
): JsonObject => {
  const told = given(counts)
  return Object.keys(told).length === 0 ? {} : { [name]: told }
}
