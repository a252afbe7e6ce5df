import type { Answer } from '../../ir/answer.ts'
import type { Part } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { Field } from '../field.ts'
import { objectAt, stringAt, type JsonObject } from '../json.ts'
import { readFinish } from './finish.ts'
import { readContent } from './read-block.ts'
import { readTokens } from './usage.ts'
import { readUsageExtras } from './write-usage.ts'

/** A whole message. Wrong types are read as if they were not there: a vendor's answer is not ours to refuse. */
export const readAnswer = (body: JsonObject, ids: Ids): Answer | undefined => {
  const isMessage = body['type'] === 'message' || Array.isArray(body['content'])
  if (!isMessage || body['type'] === 'error') return undefined
  const extras = readMessageExtras(body)
  return {
    id: stringAt(body, 'id'),
    model: stringAt(body, 'model'),
    choices: [
      {
        index: 0,
        parts: readContent(Field.root(body).at('content')).map((part) => withId(part, ids)),
        finish: readFinish(body),
      },
    ],
    usage: readTokens(objectAt(body, 'usage') ?? {}),
    ...(extras === undefined ? {} : { extras }),
  }
}

/** Imitators of the protocol may leave a call nameless; its result could not be told then. */
export const withId = (part: Part, ids: Ids): Part =>
  part.type === 'tool-call' && part.id === '' ? { ...part, id: ids.next('toolu_') } : part

const messageKeys = new Set([
  'id',
  'type',
  'role',
  'model',
  'content',
  'stop_reason',
  'stop_sequence',
  'stop_details',
  'usage',
])

/** What a message tells that only this protocol knows: its container, its diagnostics, the rest of its usage. */
export const readMessageExtras = (message: JsonObject): JsonObject | undefined => {
  const rest = Field.root(message).extras(messageKeys)
  const usage = readUsageExtras(message['usage'])
  return usage === undefined ? rest : { ...rest, usage }
}
