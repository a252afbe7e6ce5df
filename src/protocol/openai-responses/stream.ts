import type { Usage } from '../../ir/usage.ts'
import { isBlank } from '../blank.ts'
import { objectAt, stringAt, type JsonObject } from '../json.ts'
import { scanTopLevel } from '../json-scan.ts'
import { readInputUsage } from '../openai-usage.ts'
import type { EventNote, Operation, StreamReader } from '../protocol.ts'
import {
  content,
  hasError,
  preamble,
  readStreamBy,
  streamError,
  type PayloadReader,
} from '../stream-reader.ts'
import { parsePayload } from './payload.ts'
import { openMade } from './stored.ts'

export const streamReader = (operation: Operation): StreamReader =>
  readStreamBy(operation === 'retrieve' ? replayPayload : payloadReader(), parsePayload)

const payloadReader = (): PayloadReader => {
  const madeBy = openMade()
  return (payload, event) => {
    const note = readPayload(payload, event)
    const made = madeBy(payload)
    return made.length === 0 ? note : { ...note, made }
  }
}

/** An answer told again: whatever it was, it is what was asked for, and it was counted when it was made. */
const replayPayload: PayloadReader = (payload, event) => {
  if (payload['type'] === 'response.failed') return { phase: 'end', isComplete: true }
  const { usage: _, ...note } = readPayload(payload, event)
  return note.phase === 'preamble' ? content : note
}

const readPayload: PayloadReader = (payload, { data }) => {
  switch (payload['type']) {
    case 'response.created':
    case 'response.queued':
    case 'response.in_progress':
      // A response in the background goes on without its client, who needs its id at once, and must not begin twice.
      return objectAt(payload, 'response')?.['background'] === true ? content : preamble
    case 'response.output_item.added':
      return isEmptyItem(objectAt(payload, 'item')) ? preamble : content
    case 'response.content_part.added':
    case 'response.reasoning_summary_part.added':
      return stringAt(objectAt(payload, 'part'), 'text') === '' ? preamble : content
    case 'response.completed':
    case 'response.incomplete':
      return { phase: 'end', isComplete: true, ...usageOf(payload) }
    case 'response.failed':
      return { ...streamError(errorOf(data)), ...usageOf(payload) }
    case 'error':
      return streamError(data)
    default:
      return readOther(payload, data)
  }
}

/** Types we do not know yet are content: whatever they announce must not be asked for twice. */
const readOther = (payload: JsonObject, data: string): EventNote => {
  if (hasError(payload)) return streamError(data)
  return typeof payload['type'] === 'string' ? content : { phase: 'malformed' }
}

/** The frame of a message or of reasoning. A tool's item tells its call already. */
const isEmptyItem = (item: JsonObject | undefined): boolean => {
  const type = item?.['type']
  if (type !== 'message' && type !== 'reasoning') return false
  return isBlank(item?.['content']) && isBlank(item?.['summary'])
}

const usageOf = (payload: JsonObject): { usage?: Partial<Usage> } => {
  const told = objectAt(objectAt(payload, 'response'), 'usage')
  const usage = told === undefined ? undefined : readInputUsage(told)
  return usage === undefined ? {} : { usage }
}

/** The response's own error as a body. Cut from the bytes, since parsing them did not decode its texts. */
const errorOf = (data: string): string => {
  const response = scanTopLevel(data, ['response']).spans.get('response')
  const { spans } = scanTopLevel(data, ['error'], response)
  const { start, end } = spans.get('error') ?? { start: 0, end: 0 }
  return `{"error":${data.slice(start, end)}}`
}
