import type { AnswerEvent } from '../../../src/ir/event.ts'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { fromText } from '../../../src/protocol/bytes.ts'
import type { Asked } from '../../../src/protocol/codec.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { codec } from '../../../src/protocol/openai-chat/codec.ts'
import { countedIds } from '../../support/counted-ids.ts'
import * as streams from '../../support/codec-streams.ts'

export const promptOf = (body: JsonObject): Prompt => {
  const request = { model: 'some-model', messages: [], ...body }
  const read = codec.readRequest(request, { model: '', isStreaming: false })
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

export const askedWith = (body: JsonObject = {}): Asked => ({
  prompt: promptOf(body),
  model: 'some-model',
  now: 1_700_000_000,
  ids: countedIds(),
  framing: 'sse',
})

/** What a stream in byte strings says. */
export const readPieces = (pieces: readonly string[]): AnswerEvent[] =>
  streams.readPieces(codec, pieces)

export const readText = (stream: string): AnswerEvent[] => readPieces([fromText(stream)])

export const framed = (payloads: readonly unknown[]): string =>
  payloads.map((payload) => `data: ${JSON.stringify(payload)}\n\n`).join('')

export const done = 'data: [DONE]\n\n'

/** The choices of one chunk each. */
export const readChoices = (...choices: readonly JsonObject[]): AnswerEvent[] =>
  readText(framed(choices.map((choice) => ({ id: 'c', model: 'm', choices: [choice] }))) + done)

/** The deltas of one choice, and its finish. */
export const readDeltas = (...deltas: readonly JsonObject[]): AnswerEvent[] =>
  readChoices(...deltas.map((delta) => ({ index: 0, delta })), {
    index: 0,
    delta: {},
    finish_reason: 'stop',
  })

export const writeEvents = (events: readonly AnswerEvent[], asked = askedWith()): string =>
  streams.writeEvents(codec, events, asked)

export { payloadsOf as chunksOf } from '../../support/codec-streams.ts'
