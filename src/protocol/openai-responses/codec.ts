import type { Codec } from '../codec.ts'
import { fieldNames, foreignField } from './fields.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { ResponseReader } from './read-stream.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'
import { ResponseWriter } from './write-stream.ts'

/** https://platform.openai.com/docs/api-reference/responses/create */
const names = { pattern: /^[\w-]+$/, maxLength: 64 }

export const codec: Codec = {
  id: 'openai-responses',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: (ids) => new ResponseReader(ids),
  openWriter: (asked) => new ResponseWriter(asked),
  fieldNames,
  foreignField,
  // A part of the conversation that stands there by its name, or sealed: without it the answer would be to another one.
  foreignPart: (kind) => (kind === 'item_reference' || kind === 'compaction' ? 'refuse' : 'warn'),
  takesCustomTools: true,
  toolNames: names,
  callIds: names,
}
