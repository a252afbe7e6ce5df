import type { AnswerEvent } from '../../../src/ir/event.ts'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { fromText } from '../../../src/protocol/bytes.ts'
import type { Asked } from '../../../src/protocol/codec.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-responses/codec.ts'
import { countedIds } from '../../support/counted-ids.ts'
import * as streams from '../../support/codec-streams.ts'

export const promptOf = (body: JsonObject): Prompt => {
  const read = codec.readRequest({ model: 'gpt-5', input: 'Hi', ...body }, address)
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

const address = { model: '', isStreaming: false }

export const askedWith = (body: JsonObject = {}): Asked => ({
  prompt: promptOf(body),
  model: 'gpt-5',
  now: 1_700_000_000,
  ids: countedIds(),
  framing: 'sse',
})

/** What a stream in byte strings says. */
export const readPieces = (pieces: readonly string[]): AnswerEvent[] =>
  streams.readPieces(codec, pieces)

export const readText = (stream: string): AnswerEvent[] => readPieces([fromText(stream)])

export const framed = (payloads: readonly JsonObject[]): string =>
  payloads
    .map((payload) => `event: ${String(payload['type'])}\ndata: ${JSON.stringify(payload)}\n\n`)
    .join('')

export const writeEvents = (events: readonly AnswerEvent[], asked = askedWith()): string =>
  streams.writeEvents(codec, events, asked)

export { payloadsOf } from '../../support/codec-streams.ts'
