import type { AnswerEvent } from '../../../src/ir/event.ts'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { fromText } from '../../../src/protocol/bytes.ts'
import type { Asked, Ids } from '../../../src/protocol/codec.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-completions/codec.ts'
import * as streams from '../../support/codec-streams.ts'

export const noIds: Ids = { next: (prefix) => `${prefix}1` }

export const promptOf = (body: JsonObject): Prompt => {
  const request = { model: 'some-model', prompt: 'Hi', ...body }
  const read = codec.readRequest(request, { model: '', isStreaming: false })
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

export const askedWith = (body: JsonObject = {}): Asked => ({
  prompt: promptOf(body),
  model: 'some-model',
  now: 1_700_000_000,
  ids: noIds,
  framing: 'sse',
})

/** What a stream in byte strings says. */
export const readPieces = (pieces: readonly string[]): AnswerEvent[] =>
  streams.readPieces(codec, pieces, { ids: noIds })

export const readText = (stream: string): AnswerEvent[] => readPieces([fromText(stream)])

export const writeEvents = (events: readonly AnswerEvent[], asked = askedWith()): string =>
  streams.writeEvents(codec, events, asked)

export { payloadsOf as chunksOf } from '../../support/codec-streams.ts'
