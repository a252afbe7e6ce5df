import type { Codec } from '../codec.ts'
import { ChunkReader } from '../openai-chunk-reader.ts'
import { ChunkWriter, type ChunkForm } from '../openai-chunk-writer.ts'
import { ChoiceReading } from './choice-reading.ts'
import { ChoiceWriting } from './choice-writing.ts'
import { fieldNames, foreignField } from './fields.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'

const form: ChunkForm = {
  object: 'chat.completion.chunk',
  idPrefix: 'chatcmpl-',
  openChoice: (lines, index, asked) => new ChoiceWriting(lines, index, asked),
}

/** https://platform.openai.com/docs/api-reference/chat */
export const codec: Codec = {
  id: 'openai-chat',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: (ids) =>
    new ChunkReader(ids, (choice, events, own) => new ChoiceReading(choice, events, own)),
  openWriter: (asked) => new ChunkWriter(asked, form),
  fieldNames,
  foreignField,
  fetchedMedia: ['image'],
  toolNames: { pattern: /^[\w-]+$/, maxLength: 64 },
  /** Other vendors have dots and colons in theirs, and want them back. */
  callIds: { pattern: /^[!-~]+$/, maxLength: 40 },
}
