import type { Finish, FinishReason } from '../ir/answer.ts'
import { entryOf } from './entry.ts'

/** OpenAI's words, then those of its imitators. `docs/translation/openai-chat.md` has the table for people. */
const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  eos: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop-sequence',
  max_tokens: 'length',
  model_length: 'context-length',
  model_context_window_exceeded: 'context-length',
  sensitive: 'content-filter',
  refusal: 'refusal',
  malformed_function_call: 'malformed-call',
}

type Said = { readonly hasCalls: boolean; readonly hasRefused: boolean }

/** Upstreams that were told which tool to call end with `stop`, and some always do; so do those that have refused. */
export const readFinish = (word: string, said: Said): Finish => {
  const told = entryOf(reasons, word) ?? 'other'
  const isDone = told === 'stop' || told === 'other'
  return {
    reason: isDone ? (reasonOf(said) ?? told) : told,
    ...(word === '' ? {} : { word }),
  }
}

const reasonOf = ({ hasCalls, hasRefused }: Said): FinishReason | undefined => {
  if (hasCalls) return 'tool-calls'
  return hasRefused ? 'refusal' : undefined
}

/** Of protocols in which an answer is a text alone. */
export const textAlone: Said = { hasCalls: false, hasRefused: false }
