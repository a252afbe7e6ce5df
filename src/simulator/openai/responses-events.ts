/** The event sequence of a Responses stream: https://platform.openai.com/docs/api-reference/responses-streaming */
import type { Refusal, StreamAnswer, StreamPiece } from '../answer.ts'
import { openaiError } from './error.ts'
import { writeFrame, writeResponse, type Output, type Told } from './responses-object.ts'

type Item = Output[number]
type MessageItem = Extract<Item, { type: 'message' }>
type CallItem = Extract<Item, { type: 'function_call' }>
type ReasoningItem = Extract<Item, { type: 'reasoning' }>

export const streamResponse = (told: Told): StreamAnswer => ({
  type: 'stream',
  framing: 'sse',
  lineEnding: '\n',
  pieces: writeEvents(told).map((event, position) => toPiece(event, position)),
  failure: (refusal, sent) =>
    [...failEvents(told, refusal)].map((event, position) => toPiece(event, sent + position)),
})

const preambles: ReadonlySet<string> = new Set([
  'response.created',
  'response.in_progress',
  'response.output_item.added',
  'response.content_part.added',
  'response.reasoning_summary_part.added',
])
const ends: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete'])

/** The sequence number is the event's place in the stream. */
const toPiece = (event: { readonly type: string }, position: number): StreamPiece => ({
  phase: phaseOf(event.type),
  event: event.type,
  data: JSON.stringify({ ...event, sequence_number: position }),
})

const phaseOf = (type: string): StreamPiece['phase'] => {
  if (preambles.has(type)) return 'preamble'
  return ends.has(type) ? 'end' : 'content'
}

/** Without sequence numbers: those are given when an event takes its place. */
export const writeEvents = (told: Told) => {
  const started = {
    ...writeFrame(told.request, told.call),
    status: 'in_progress' as const,
    output: [],
    usage: null,
  }
  const response = writeResponse(told)
  const end =
    response.status === 'incomplete'
      ? ('response.incomplete' as const)
      : ('response.completed' as const)
  return [
    { type: 'response.created' as const, response: started },
    { type: 'response.in_progress' as const, response: started },
    ...told.output.flatMap((item, index) => writeItem(item, index, told)),
    { type: end, response },
  ]
}

type ItemEvent =
  | ReturnType<typeof writeMessage>[number]
  | ReturnType<typeof writeCall>[number]
  | ReturnType<typeof writeReasoning>[number]

const writeItem = (item: Item, output_index: number, told: Told): readonly ItemEvent[] => {
  switch (item.type) {
    case 'message':
      return writeMessage(item, output_index, told.reply.text)
    case 'function_call':
      return writeCall(item, output_index)
    case 'reasoning':
      return writeReasoning(item, output_index, told.reply.reasoning)
    default:
      return item satisfies never
  }
}

const added = <Of extends Item>(item: Of, output_index: number) => ({
  type: 'response.output_item.added' as const,
  output_index,
  item,
})

const finished = (item: Item, output_index: number) => ({
  type: 'response.output_item.done' as const,
  output_index,
  item,
})

const writeMessage = (item: MessageItem, output_index: number, tokens: readonly string[]) => {
  const place = { item_id: item.id, output_index, content_index: 0 }
  const text = tokens.join('')
  const emptyPart = { type: 'output_text' as const, annotations: [], logprobs: [], text: '' }
  return [
    added({ ...item, status: 'in_progress' as const, content: [] }, output_index),
    { type: 'response.content_part.added' as const, ...place, part: emptyPart },
    ...tokens.map((delta) => ({
      type: 'response.output_text.delta' as const,
      ...place,
      delta,
      logprobs: [],
    })),
    { type: 'response.output_text.done' as const, ...place, text, logprobs: [] },
    { type: 'response.content_part.done' as const, ...place, part: { ...emptyPart, text } },
    finished(item, output_index),
  ]
}

const writeCall = (item: CallItem, output_index: number) => {
  const place = { item_id: item.id, output_index }
  const text = item.arguments
  const middle = Math.ceil(text.length / 2)
  return [
    added({ ...item, status: 'in_progress' as const, arguments: '' }, output_index),
    ...[text.slice(0, middle), text.slice(middle)].map((delta) => ({
      type: 'response.function_call_arguments.delta' as const,
      ...place,
      delta,
    })),
    {
      type: 'response.function_call_arguments.done' as const,
      ...place,
      name: item.name,
      arguments: text,
    },
    finished(item, output_index),
  ]
}

const writeReasoning = (item: ReasoningItem, output_index: number, tokens: readonly string[]) => {
  const place = { item_id: item.id, output_index, summary_index: 0 }
  const [summary] = item.summary
  const part = { type: 'summary_text' as const, text: '' }
  const summaryEvents =
    summary === undefined
      ? []
      : [
          { type: 'response.reasoning_summary_part.added' as const, ...place, part },
          ...tokens.map((delta) => ({
            type: 'response.reasoning_summary_text.delta' as const,
            ...place,
            delta,
          })),
          { type: 'response.reasoning_summary_text.done' as const, ...place, text: summary.text },
          { type: 'response.reasoning_summary_part.done' as const, ...place, part: summary },
        ]
  return [
    added({ ...item, summary: [] }, output_index),
    ...summaryEvents,
    finished(item, output_index),
  ]
}

/** OpenAI says it twice: an `error` event, then the response in its failed state. */
const failEvents = (told: Told, refusal: Refusal) => {
  const error = openaiError(refusal)
  const code =
    refusal.kind === 'rate-limited' ? ('rate_limit_exceeded' as const) : ('server_error' as const)
  return [
    { type: 'error', code: error.code ?? error.type, message: error.message, param: error.param },
    {
      type: 'response.failed',
      response: {
        ...writeFrame(told.request, told.call),
        status: 'failed' as const,
        output: [],
        usage: null,
        error: { code, message: error.message },
      },
    },
  ]
}
