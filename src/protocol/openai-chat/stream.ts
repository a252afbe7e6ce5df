import { isBlank } from '../blank.ts'
import { objectAt, type JsonObject } from '../json.ts'
import { readChunks } from '../openai-chunks.ts'
import type { Operation, StreamReader } from '../protocol.ts'
import { readMediaStream } from './media-stream.ts'

export const streamReader = (operation: Operation): StreamReader =>
  operation === 'generate' ? readChunks(saysSomething) : readMediaStream()

/** A `message` in a chunk is not OpenAI's, but some upstreams send a whole one. */
const saysSomething = (choice: JsonObject): boolean =>
  carries(objectAt(choice, 'delta')) || carries(objectAt(choice, 'message'))

/** Text, reasoning, a refusal, tool calls, audio, whatever vendors call it: anything but the role. */
const carries = (message: JsonObject | undefined): boolean => {
  for (const key in message) if (key !== 'role' && !isBlank(message[key])) return true
  return false
}
