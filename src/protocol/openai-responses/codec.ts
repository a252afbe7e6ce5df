import type { Codec } from '../codec.ts'
import { fieldNames, foreignField, foreignPart } from './fields.ts'
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
  foreignPart,
  needsProofs: true,
  fetchedMedia: ['image', 'document'],
  takesCustomTools: true,
  toolNames: names,
  callIds: names,
}
