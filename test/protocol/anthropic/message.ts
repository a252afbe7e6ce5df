import type { Answer } from '../../../src/ir/answer.ts'
import type { AnswerEvent } from '../../../src/ir/event.ts'
import { foldAnswer } from '../../../src/ir/fold.ts'
import type { Part } from '../../../src/ir/part.ts'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { Report } from '../../../src/ir/report.ts'
import { noUsage } from '../../../src/ir/usage.ts'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { fromText, toText } from '../../../src/protocol/bytes.ts'
import type { Asked, Ids } from '../../../src/protocol/codec.ts'
import { openFramer } from '../../../src/protocol/framer.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { feedPieces } from '../../support/pieces.ts'

export const countingIds = (): Ids => {
  let count = 0
  return { next: (prefix) => `${prefix}${++count}` }
}

const prompt = (over: Partial<Prompt> = {}): Prompt => ({
  model: 'claude-sonnet-4-5',
  isStreaming: false,
  system: [],
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
  tools: [],
  sampling: { maxTokens: 4_096 },
  ...over,
})

export const asked = (): Asked => ({
  prompt: prompt(),
  model: 'claude-asked',
  now: 1_700_000_000,
  ids: countingIds(),
  framing: 'sse',
})

export type Written = {
  readonly body: JsonObject
  readonly refusal: string | undefined
  readonly warnings: readonly string[]
}

/** What an upstream would get, and what the client would be told of it. */
export const write = (over: Partial<Prompt>): Written => {
  const report = new Report()
  const body = codec.writeRequest(prompt(over), report)
  return {
    body,
    refusal: report.refusal?.field,
    warnings: report.warnings.map(({ field }) => field),
  }
}

export const readRequest = (body: JsonObject): Prompt => {
  const read = codec.readRequest(body, { model: '', isStreaming: false })
  if (read.type === 'refused') throw new Error(`${read.fault.field} ${read.fault.problem}`)
  return read.prompt
}

/** The events of a stream in these pieces, as byte strings. */
export const readStream = (pieces: readonly string[]): readonly AnswerEvent[] => {
  const reader = codec.openReader(countingIds())
  const { events } = feedPieces(openFramer('sse'), pieces)
  return [
    ...events.flatMap((event) => reader.read({ ...event, data: toText(event.data) })),
    ...reader.finish(),
  ]
}

/** A stream on the wire, as a byte string. */
export const sse = (payloads: readonly JsonObject[]): string =>
  payloads
    .map((payload) =>
      fromText(`event: ${String(payload['type'])}\ndata: ${JSON.stringify(payload)}\n\n`),
    )
    .join('')

export const writeStream = (events: readonly AnswerEvent[]): string => {
  const writer = codec.openWriter(asked())
  return fromText(events.map((event) => writer.write(event)).join(''))
}

/** The payloads of a stream, each with the name it has on the wire. */
export const payloadsOf = (stream: string): { readonly event: string; readonly data: unknown }[] =>
  feedPieces(openFramer('sse'), [stream]).events.map(({ event, data }) => ({
    event,
    data: JSON.parse(toText(data)),
  }))

export const readAnswer = (body: JsonObject): Answer => {
  const answer = codec.readAnswer(body, countingIds())
  if (answer === undefined) throw new Error('no answer')
  return answer
}

/** The same answer however a vendor spaces its JSON, and whether it tells counts of none. */
export const comparable = (answer: Answer): Answer => ({
  ...answer,
  usage: { ...noUsage, ...answer.usage },
  choices: answer.choices.map((choice) => ({ ...choice, parts: choice.parts.map(comparablePart) })),
})

const comparablePart = (part: Part): Part =>
  part.type === 'tool-call' && part.kind === 'function'
    ? { ...part, arguments: JSON.stringify(JSON.parse(part.arguments)) }
    : part

export const foldComparable = (events: readonly AnswerEvent[]): Answer =>
  comparable(foldAnswer(events))
