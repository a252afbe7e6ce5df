import { readErrorBody } from './error-body.ts'
import { isObject, parseBytes, type JsonObject } from './json.ts'
import { isClosingBracket } from './json-array.ts'
import type { EventNote, StreamEvent, StreamReader } from './protocol.ts'

/**
 * What one payload says by itself. The reader around it knows what came before: from the commit point on a
 * `preamble` is content like everything else, and `isComplete` stays.
 */
export type PayloadReader = (payload: JsonObject, event: StreamEvent) => EventNote

/** The notes of nearly all events of a stream: made once. */
export const preamble: EventNote = { phase: 'preamble' }
export const content: EventNote = { phase: 'content' }
const completeContent: EventNote = { phase: 'content', isComplete: true }
const end: EventNote = { phase: 'end', isComplete: true }
const malformed: EventNote = { phase: 'malformed' }

/** A payload that is, or carries, an error: `{"error":{…}}`, whatever else stands in it. */
export const hasError = (payload: JsonObject): boolean => {
  const error = payload['error']
  return typeof error === 'string' ? error !== '' : isObject(error)
}

/** The note for an error, from a byte string in any vendor's shape. */
export const streamError = (body: string): EventNote => ({
  phase: 'error',
  error: readErrorBody(body) ?? { message: '', type: '', code: '' },
})

/** A reader of a protocol's streams, from how it reads one payload. */
export const readStreamBy = (
  readPayload: PayloadReader,
  parse: (data: string) => unknown = parseBytes,
): StreamReader => {
  let isBegun = false
  const readData = (event: StreamEvent): EventNote => {
    isBegun = true
    const payload = parse(event.data)
    return isObject(payload) ? readPayload(payload, event) : malformed
  }
  let isCommitted = false
  let isComplete = false
  return {
    note: (event) => {
      // An end of nothing is no answer, and may be asked for elsewhere.
      if (event.data === endMark && !isBegun) return malformed
      const note = readBare(event) ?? readData(event)
      if (note.isComplete === true) isComplete = true
      if (note.phase === 'content') isCommitted = true
      if (note.phase !== 'preamble' && note.phase !== 'content') return note
      const phase = isCommitted ? 'content' : note.phase
      if (isPlain(note) && phase === 'content') return isComplete ? completeContent : content
      if (phase === note.phase && !isComplete) return note
      return { ...note, phase, ...(isComplete ? { isComplete } : {}) }
    },
  }
}

const isPlain = (note: EventNote): boolean => note === content || note === preamble

/** What is said without JSON: comments, end marks, what could not be framed. */
const readBare = (event: StreamEvent): EventNote | undefined => {
  if (event.isOversized === true) return malformed
  // By the name alone, as the official clients do: whatever its data is, the stream has failed.
  if (event.event === 'error') return streamError(event.data)
  if (event.data === '') return isClosingBracket(event) ? end : preamble
  return event.data === endMark ? end : undefined
}

/** Sent at the end of OpenAI's chat streams; imitators of the other protocols send it too. */
const endMark = '[DONE]'
