import type { Finish } from '../../ir/answer.ts'
import type { Part } from '../../ir/part.ts'

export type Said = { readonly hasCalls: boolean; readonly hasRefused: boolean }

/** Our own protocol's word is written back. A client runs its tools only when it is told to, whatever the reason is. */
export const writeFinish = ({ reason, word }: Finish, { hasCalls, hasRefused }: Said): string => {
  if (word !== undefined) return word
  switch (reason) {
    case 'tool-calls':
      return hasCalls ? 'tool_calls' : 'stop'
    case 'stop':
    case 'stop-sequence':
    case 'other':
      return hasCalls ? 'tool_calls' : 'stop'
    case 'length':
    case 'context-length':
      return 'length'
    // A refusal that is told in words ends like any answer: the words stand in a field of their own.
    case 'refusal':
      return hasRefused ? 'stop' : 'content_filter'
    case 'content-filter':
      return 'content_filter'
    // There is no word for either, and neither may look like an answer that is whole.
    case 'pause':
    case 'malformed-call':
      return 'length'
    default:
      return reason satisfies never
  }
}

/** Why it was refused or filtered, where the answer itself does not say so. */
export const refusalOf = ({ reason, message }: Finish, parts: readonly Part[]): string => {
  if (reason !== 'refusal' && reason !== 'content-filter') return ''
  return parts.some(({ type }) => type === 'refusal') ? '' : (message ?? '')
}
