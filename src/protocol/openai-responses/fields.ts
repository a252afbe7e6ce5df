import type { Codec } from '../codec.ts'
import { entryOf } from '../entry.ts'

export const fieldNames: Codec['fieldNames'] = {
  system: 'instructions',
  messages: 'input',
  tools: 'tools',
  toolChoice: 'tool_choice',
  allowsParallelCalls: 'parallel_tool_calls',
  maxTokens: 'max_output_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  logprobs: 'top_logprobs',
  reasoning: 'reasoning',
  format: 'text.format',
  cache: 'prompt_cache_key',
  endUser: 'safety_identifier',
  serviceTier: 'service_tier',
  verbosity: 'text.verbosity',
}

type Fate = ReturnType<Codec['foreignField']>

const refusedIf =
  (isRefused: (value: unknown) => boolean) =>
  (value: unknown): Fate =>
    isRefused(value) ? 'refuse' : 'quiet'
const warnedIf =
  (isWarned: (value: unknown) => boolean) =>
  (value: unknown): Fate =>
    isWarned(value) ? 'warn' : 'quiet'
const quiet = (): Fate => 'quiet'
const refuse = (): Fate => 'refuse'

/**
 * Refused are those that put something into the conversation which only the vendor has. Quiet are those that only
 * concern the vendor's own house: how a stream is padded, what is labelled how, what is told beside the answer.
 */
const fates: Readonly<Record<string, (value: unknown) => Fate>> = {
  previous_response_id: refuse,
  conversation: refuse,
  prompt: refuse,
  background: refusedIf((value) => value === true),
  store: warnedIf((value) => value === true),
  truncation: warnedIf((value) => value !== 'disabled'),
  include: quiet,
  metadata: quiet,
  client_metadata: quiet,
  stream_options: quiet,
  prompt_cache_options: quiet,
  safety_identifier: quiet,
  user: quiet,
  text: quiet,
  reasoning: quiet,
}

export const foreignField: Codec['foreignField'] = (name, value) => {
  if (value === null || value === undefined) return 'quiet'
  return entryOf(fates, name)?.(value) ?? 'warn'
}

/**
 * Refused are parts that stand there by their name, or sealed: without them the answer would be to another conversation.
 * The tools that an item brings are offered like those of the request: nothing is lost with the item.
 */
export const foreignPart: NonNullable<Codec['foreignPart']> = (kind) => {
  if (kind === 'item_reference' || kind === 'compaction') return 'refuse'
  return kind === 'additional_tools' ? 'quiet' : 'warn'
}
