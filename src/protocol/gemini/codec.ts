import type { Codec } from '../codec.ts'
import { fieldNames, foreignField } from './fields.ts'
import { readRequest } from './read-request.ts'
import { GeminiReader, readAnswer } from './reader.ts'
import { writeAnswer } from './write-answer.ts'
import { writeRequest } from './write-request.ts'
import { GeminiWriter } from './writer.ts'

export const codec: Codec = {
  id: 'gemini',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: (ids) => new GeminiReader(ids),
  openWriter: (asked) => new GeminiWriter(asked),
  fieldNames,
  foreignField,
  // Up to 128 in newer versions; 64 is what every version takes.
  // Films at addresses of its own; what else it fetches differs from model to model.
  fetchedMedia: ['video'],
  toolNames: { pattern: /^[a-zA-Z_][\w.:-]*$/, maxLength: 64 },
  needsProvenCalls: true,
  callIds: { pattern: /^[\w.:|-]+$/, maxLength: 1_024 },
}
