import type { Codec } from '../codec.ts'
import { ChunkReader } from '../openai-chunk-reader.ts'
import { ChunkWriter, type ChunkForm } from '../openai-chunk-writer.ts'
import { TextReading } from './choice-reading.ts'
import { TextWriting } from './choice-writing.ts'
import { echoOf } from './echo.ts'
import { fieldNames, foreignField } from './fields.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'

const form: ChunkForm = {
  object: 'text_completion',
  idPrefix: 'cmpl-',
  openChoice: (lines, index, asked) => new TextWriting(lines, index, echoOf(asked)),
}

/** There are no tools here: any name will do. */
const names = { pattern: /^[\w-]+$/, maxLength: 64 }

/** https://platform.openai.com/docs/api-reference/completions */
export const codec: Codec = {
  id: 'openai-completions',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: (ids) => new ChunkReader(ids, (choice, events) => new TextReading(choice, events)),
  openWriter: (asked) => new ChunkWriter(asked, form),
  fieldNames,
  foreignField,
  toolNames: names,
  callIds: names,
}
