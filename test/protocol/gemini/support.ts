import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Answer } from '../../../src/ir/answer.ts'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { Report, type Fault } from '../../../src/ir/report.ts'
import { fromText, toText } from '../../../src/protocol/bytes.ts'
import type { Asked } from '../../../src/protocol/codec.ts'
import { openFramer } from '../../../src/protocol/framer.ts'
import { codec } from '../../../src/protocol/gemini/codec.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import type { Framing, StreamEvent } from '../../../src/protocol/protocol.ts'
import { countedIds } from '../../support/counted-ids.ts'

export const flash = 'gemini-2.5-flash'

export const bare: Prompt = {
  model: 'gemini-3-pro-preview',
  isStreaming: false,
  system: [],
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
  tools: [],
  sampling: {},
}

export const asked = (framing: Framing = 'sse'): Asked => ({
  prompt: bare,
  model: 'gemini-2.5-flash',
  now: 1_700_000_000,
  ids: countedIds(),
  framing,
})

export const readPrompt = (body: JsonObject, model = 'gemini-3-pro-preview'): Prompt => {
  const read = codec.readRequest(body, { model, isStreaming: false })
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

export const faultOf = (body: JsonObject): Fault | undefined => {
  const read = codec.readRequest(body, { model: 'gemini-2.5-pro', isStreaming: false })
  return read.type === 'refused' ? read.fault : undefined
}

export type Written = {
  readonly body: JsonObject
  readonly refusal: Fault | undefined
  readonly warned: readonly string[]
}

export const write = (prompt: Partial<Prompt>): Written => {
  const report = new Report()
  const body = codec.writeRequest({ ...bare, ...prompt }, report)
  return { body, refusal: report.refusal, warned: report.warnings.map(({ field }) => field) }
}

/** Read and written again. */
export const roundTrip = (body: JsonObject, model?: string): JsonObject =>
  codec.writeRequest(readPrompt(body, model), new Report())

const asTexts = (event: StreamEvent): StreamEvent => ({ ...event, data: toText(event.data) })

/** The events of a stream that comes in these pieces, through the framer that cuts real ones. */
export const readPieces = (
  pieces: readonly string[],
  framing: Framing = 'sse',
): readonly AnswerEvent[] => {
  const framer = openFramer(framing)
  const reader = codec.openReader(countedIds())
  const events = pieces.flatMap((piece) =>
    framer.feed(piece).flatMap((event) => reader.read(asTexts(event))),
  )
  return [...events, ...reader.finish()]
}

export const readChunks = (chunks: readonly unknown[]): readonly AnswerEvent[] =>
  readPieces(chunks.map((chunk) => fromText(`data: ${JSON.stringify(chunk)}\n\n`)))

export const writeStream = (events: readonly AnswerEvent[], framing: Framing = 'sse'): string => {
  const writer = codec.openWriter(asked(framing))
  return events.map((event) => writer.write(event)).join('')
}

/** What a client gets to know from what was written. */
export const rereadStream = (events: readonly AnswerEvent[], framing: Framing): Answer =>
  foldAnswer(readPieces([fromText(writeStream(events, framing))], framing))
