import type { Codec } from '../codec.ts'
import { samplingNames } from '../openai-sampling.ts'

export const fieldNames: Codec['fieldNames'] = {
  system: 'messages',
  messages: 'messages',
  tools: 'tools',
  toolChoice: 'tool_choice',
  allowsParallelCalls: 'parallel_tool_calls',
  maxTokens: 'max_completion_tokens',
  ...samplingNames,
  reasoning: 'reasoning_effort',
  format: 'response_format',
  modalities: 'modalities',
  cache: 'prompt_cache_key',
  endUser: 'safety_identifier',
  serviceTier: 'service_tier',
  verbosity: 'verbosity',
}

type Fate = ReturnType<Codec['foreignField']>

/**
 * Quiet are those that are read into the neutral form and stand among the extras only for their spelling, and those that
 * concern nothing but the vendor's own house: labels, padding, a guess that makes it faster.
 */
const quiet: ReadonlySet<string> = new Set([
  'max_tokens',
  'max_completion_tokens',
  'top_k',
  'stop',
  'functions',
  'function_call',
  'reasoning_effort',
  'thinking',
  'reasoning',
  'user',
  'safety_identifier',
  'cache_control',
  'stream_options',
  'prompt_cache_options',
  'metadata',
  'prediction',
  'include_reasoning',
])

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

export const foreignField: Codec['foreignField'] = (name, value): Fate => {
  if (value === null || value === undefined || isEmptyList(value) || quiet.has(name)) return 'quiet'
  return name === 'store' && value === false ? 'quiet' : 'warn'
}
