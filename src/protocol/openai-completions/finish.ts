import type { Finish } from '../../ir/answer.ts'

/** Our own protocol's word is written back. */
export const writeFinish = ({ reason, word }: Finish): string => {
  if (word !== undefined) return word
  switch (reason) {
    case 'stop':
    case 'stop-sequence':
    case 'tool-calls':
    case 'other':
      return 'stop'
    // There is no word for the latter two, and neither may look like an answer that is whole.
    case 'length':
    case 'context-length':
    case 'pause':
    case 'malformed-call':
      return 'length'
    case 'refusal':
    case 'content-filter':
      return 'content_filter'
    default:
      return reason satisfies never
  }
}
