import type { Finish, FinishReason } from '../../ir/answer.ts'
import { entryOf } from '../entry.ts'

/** `docs/translation/gemini.md` has the table. */
const reasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  MODEL_ARMOR: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'malformed-call',
  UNEXPECTED_TOOL_CALL: 'malformed-call',
}

/** A call of functions finishes with STOP like every other answer. */
export const readReason = (word: string, hasCalls: boolean): FinishReason => {
  const reason = entryOf(reasons, word) ?? 'other'
  return reason === 'stop' && hasCalls ? 'tool-calls' : reason
}

/** The vendor's words are the only ones in capitals: another protocol's are never taken for one. */
export const writeReason = ({ reason, word }: Finish): string =>
  word !== undefined && /^[A-Z][A-Z_]+$/.test(word) ? word : words[reason]

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  'stop-sequence': 'STOP',
  'tool-calls': 'STOP',
  length: 'MAX_TOKENS',
  'context-length': 'MAX_TOKENS',
  refusal: 'SAFETY',
  'content-filter': 'SAFETY',
  pause: 'OTHER',
  'malformed-call': 'MALFORMED_FUNCTION_CALL',
  other: 'OTHER',
}
