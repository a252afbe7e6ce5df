import type { Finish, FinishReason } from '../../ir/answer.ts'
import type { Part } from '../../ir/part.ts'
import { entryOf } from '../entry.ts'
import { objectAt, stringAt, type JsonObject } from '../json.ts'

/** `docs/translation/openai-responses.md` has this table for people. */
const reasons: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: 'length',
  content_filter: 'content-filter',
}

/** Reasons for an incomplete response that mean nothing elsewhere, and are written back as they came. */
const ownWords: ReadonlySet<string> = new Set([
  'max_output_tokens',
  'content_filter',
  'max_messages',
  'max_tool_calls',
  'steered',
])

/** Why a response ended. A complete one does not say: its parts do. */
export const readFinish = (response: JsonObject, parts: readonly Part[]): Finish => {
  if (response['status'] !== 'incomplete')
    return { reason: reasonOfParts(parts), word: 'completed' }
  const word = stringAt(objectAt(response, 'incomplete_details'), 'reason')
  return { reason: entryOf(reasons, word) ?? 'other', word: word === '' ? 'incomplete' : word }
}

const reasonOfParts = (parts: readonly Part[]): FinishReason => {
  if (parts.some(({ type }) => type === 'tool-call')) return 'tool-calls'
  return parts.some(({ type }) => type === 'refusal') ? 'refusal' : 'stop'
}

export type Ending =
  { readonly status: 'completed' } | { readonly status: 'incomplete'; readonly reason?: string }

/** `hasRefused`: the refusal stands in words of its own. */
export const endingOf = ({ reason, word }: Finish, hasRefused: boolean): Ending => {
  if (word === 'incomplete') return { status: 'incomplete' }
  if (word !== undefined && ownWords.has(word)) return { status: 'incomplete', reason: word }
  switch (reason) {
    case 'stop':
    case 'stop-sequence':
    case 'tool-calls':
    case 'other':
      return { status: 'completed' }
    case 'refusal':
      return hasRefused
        ? { status: 'completed' }
        : { status: 'incomplete', reason: 'content_filter' }
    case 'length':
    case 'context-length':
      return { status: 'incomplete', reason: 'max_output_tokens' }
    case 'content-filter':
      return { status: 'incomplete', reason: 'content_filter' }
    // There is no word for either, and both must not look like an answer that is whole.
    case 'pause':
    case 'malformed-call':
      return { status: 'incomplete' }
    default:
      return reason satisfies never
  }
}
