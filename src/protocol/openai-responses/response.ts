import type { Extras } from '../../ir/part.ts'
import type { Prompt } from '../../ir/prompt.ts'
import type { Usage } from '../../ir/usage.ts'
import { objectAt, type JsonObject } from '../json.ts'
import { writeInputUsage } from '../openai-usage.ts'
import type { Ending } from './finish.ts'
import { writeReasoningWish, writeTextWish } from './write-wishes.ts'
import { writeToolChoice, writeTools } from './write-tools.ts'

/**
 * What every response repeats of its request. Made once for an answer: a stream tells it three times. A value that the
 * client did not choose is null where the upstream chose one that nobody has told us.
 */
export const writeEcho = (prompt: Prompt): JsonObject => {
  const { sampling, cache, extras } = prompt
  return {
    access_programs: null,
    background: false,
    instructions: writeInstructions(prompt) ?? null,
    max_output_tokens: sampling.maxTokens ?? null,
    max_tool_calls: extras?.['max_tool_calls'] ?? null,
    metadata: extras?.['metadata'] ?? {},
    parallel_tool_calls: prompt.allowsParallelCalls ?? true,
    previous_response_id: extras?.['previous_response_id'] ?? null,
    prompt_cache_key: cache?.key ?? null,
    prompt_cache_retention: cache?.retention ?? null,
    reasoning: { effort: null, summary: null, ...writeReasoningWish(prompt) },
    safety_identifier: extras?.['safety_identifier'] ?? null,
    service_tier: prompt.serviceTier ?? null,
    // Nothing is kept here that could be asked for again.
    store: false,
    temperature: sampling.temperature ?? null,
    text: { format: { type: 'text' }, ...writeTextWish(prompt) },
    tool_choice: writeToolChoice(prompt) ?? 'auto',
    tools: writeTools(prompt),
    top_logprobs: sampling.topLogprobs ?? 0,
    top_p: sampling.topP ?? null,
    truncation: extras?.['truncation'] ?? 'disabled',
    user: extras?.['user'] ?? null,
  }
}

export const writeInstructions = ({ system }: Prompt): string | undefined =>
  system.length === 0 ? undefined : system.map(({ text }) => text).join('\n\n')

export type Head = { readonly id: string; readonly model: string; readonly createdAt: number }

/** A response that is still being written. */
export const openResponse = (head: Head, echo: JsonObject): JsonObject => ({
  ...writeHead(head),
  status: 'in_progress',
  error: null,
  incomplete_details: null,
  ...echo,
  output: [],
  usage: null,
})

export type Closing = {
  readonly ending: Ending
  readonly output: readonly JsonObject[]
  readonly usage: Partial<Usage>
  readonly now: number
  /** What an upstream of this protocol told of itself. */
  readonly extras?: Extras | undefined
}

export const closedResponse = (head: Head, echo: JsonObject, closing: Closing): JsonObject => {
  const { ending, output, now } = closing
  const usage = writeInputUsage(closing.usage)
  // Another protocol's fields mean nothing here.
  const own = closing.extras?.['object'] === 'response' ? closing.extras : undefined
  return {
    ...writeHead(head),
    status: ending.status,
    ...(ending.status === 'completed' ? { completed_at: Math.max(now, head.createdAt) } : {}),
    error: null,
    incomplete_details: writeIncomplete(ending),
    ...echo,
    ...own,
    output,
    usage: usage === null ? null : { ...usage, ...objectAt(own, 'usage') },
  }
}

const writeIncomplete = (ending: Ending): JsonObject | null => {
  if (ending.status === 'completed') return null
  return ending.reason === undefined ? {} : { reason: ending.reason }
}

const writeHead = ({ id, model, createdAt }: Head): JsonObject => ({
  id,
  object: 'response',
  created_at: createdAt,
  model,
})
