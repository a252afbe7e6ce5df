import type { Usage } from '../../ir/usage.ts'
import { readUsageAt } from '../answer-usage.ts'
import { countAt, objectAt, type JsonObject } from '../json.ts'

/**
 * `usage` of a message, of `message_start` and of `message_delta`. The cache's tokens stand beside `input_tokens`, thinking
 * is part of `output_tokens`. Only what is told is answered: a `message_delta` may repeat some counts and not others.
 */
export const readTokens = (usage: JsonObject): Partial<Usage> => ({
  ...told('inputTokens', countAt(usage, 'input_tokens')),
  ...told('cacheReadTokens', countAt(usage, 'cache_read_input_tokens')),
  ...told('cacheWriteTokens', countAt(usage, 'cache_creation_input_tokens')),
  ...readOutput(usage),
})

const readOutput = (usage: JsonObject): Partial<Usage> => {
  const output = countAt(usage, 'output_tokens')
  const thinking = countAt(objectAt(usage, 'output_tokens_details'), 'thinking_tokens')
  return {
    ...told(
      'outputTokens',
      output === undefined ? undefined : Math.max(0, output - (thinking ?? 0)),
    ),
    ...told('reasoningTokens', thinking),
  }
}

const told = (bucket: keyof Usage, count: number | undefined): Partial<Usage> =>
  count === undefined ? {} : { [bucket]: count }

export const readUsage = readUsageAt('usage', readTokens)
