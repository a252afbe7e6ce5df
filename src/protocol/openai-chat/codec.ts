import type { Codec } from '../codec.ts'
import { fieldNames, foreignField } from './fields.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { ChunkReader } from './read-stream.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'
import { ChunkWriter } from './write-stream.ts'

/** https://platform.openai.com/docs/api-reference/chat */
export const codec: Codec = {
  id: 'openai-chat',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: (ids) => new ChunkReader(ids),
  openWriter: (asked) => new ChunkWriter(asked),
  fieldNames,
  foreignField,
  fetchedMedia: ['image'],
  toolNames: { pattern: /^[\w-]+$/, maxLength: 64 },
  /** Other vendors have dots and colons in theirs, and want them back. */
  callIds: { pattern: /^[!-~]+$/, maxLength: 40 },
}
