import type { Finish, FinishReason } from '../../ir/answer.ts'
import { isObject, objectAt, stringAt, type JsonObject } from '../json.ts'

const reasons = new Map<string, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop-sequence'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'context-length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'refusal'],
  ['pause_turn', 'pause'],
])

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'context-length': 'model_context_window_exceeded',
  'tool-calls': 'tool_use',
  refusal: 'refusal',
  'content-filter': 'refusal',
  pause: 'pause_turn',
  // There is no word for it, and it may not look like an answer that is whole.
  'malformed-call': 'max_tokens',
  other: 'end_turn',
}

/** From a whole message, or from the `delta` of a `message_delta`. */
export const readFinish = (carrier: JsonObject): Finish => {
  const word = stringAt(carrier, 'stop_reason')
  const reason = reasons.get(word) ?? 'other'
  const details = objectAt(carrier, 'stop_details')
  const stopSequence = carrier['stop_sequence']
  const message = stringAt(details, 'explanation')
  const extras = {
    ...(details === undefined ? {} : { stop_details: details }),
    // A word we do not know: nobody else writes it.
    ...(reason === 'other' && word !== '' ? { stop_reason: word } : {}),
  }
  return {
    reason,
    ...(word === '' ? {} : { word }),
    ...(typeof stopSequence === 'string' ? { stopSequence } : {}),
    ...(message === '' ? {} : { message }),
    ...(Object.keys(extras).length === 0 ? {} : { extras }),
  }
}

export type Spoken = { readonly hasCalls: boolean; readonly hasRefused: boolean }

/** `hasCalls`: a client runs its tools only when it is told to, whatever word the upstream ended with. */
export const writeFinish = (finish: Finish, { hasCalls, hasRefused }: Spoken): JsonObject => {
  const isDone = finish.reason === 'stop' || finish.reason === 'other'
  const own = stringAt(finish.extras, 'stop_reason')
  return {
    stop_reason: own || wordFor(finish, isDone, { hasCalls, hasRefused }),
    stop_sequence: finish.stopSequence ?? null,
    ...detailsOf(finish),
  }
}

const wordFor = (finish: Finish, isDone: boolean, spoken: Spoken): string => {
  const { word } = finish
  if (word !== undefined && reasons.get(word) === finish.reason) return word
  if (isDone && spoken.hasCalls) return 'tool_use'
  if (isDone && spoken.hasRefused) return 'refusal'
  return words[finish.reason]
}

const detailsOf = ({ reason, message, extras }: Finish): JsonObject => {
  const own = extras?.['stop_details']
  if (isObject(own)) return { stop_details: own }
  if (message === undefined || (reason !== 'refusal' && reason !== 'content-filter'))
    return { stop_details: null }
  return { stop_details: { type: 'refusal', category: null, explanation: message } }
}
