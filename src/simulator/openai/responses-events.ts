/** The event sequence of a Responses stream: https://platform.openai.com/docs/api-reference/responses-streaming */
import type { Refusal, StreamAnswer, StreamPiece } from '../answer.ts'
import { openaiError } from './error.ts'
import { writeItem } from './responses-item-events.ts'
import { writeFrame, writeResponse, type Told } from './responses-object.ts'

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
