import type { Answer } from '../../ir/answer.ts'
import type { Extras } from '../../ir/part.ts'
import type { Ids } from '../codec.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'
import { readInputUsage } from '../openai-usage.ts'
import { readFinish } from './finish.ts'
import { readItem } from './read-item.ts'

/** A response that has failed, or has not begun to be answered, is no answer. */
export const readAnswer = (body: JsonObject, ids: Ids): Answer | undefined => {
  if (!Array.isArray(body['output']) || isObject(body['error'])) return undefined
  if (unanswered.has(stringAt(body, 'status'))) return undefined
  const parts = listAt(body, 'output')
    .filter(isObject)
    .flatMap((item) => readItem(item, ids))
  const createdAt = body['created_at']
  return {
    id: stringAt(body, 'id'),
    model: stringAt(body, 'model'),
    ...(typeof createdAt === 'number' ? { createdAt } : {}),
    choices: [{ index: 0, parts, finish: readFinish(body, parts) }],
    usage: readUsage(body),
    extras: readExtras(body),
  }
}

const unanswered: ReadonlySet<string> = new Set(['failed', 'queued', 'in_progress', 'cancelled'])

export const readUsage = (response: JsonObject): Answer['usage'] =>
  readInputUsage(objectAt(response, 'usage') ?? {}) ?? {}

const answerMembers: ReadonlySet<string> = new Set([
  'id',
  'model',
  'created_at',
  'output',
  'output_text',
  'status',
  'incomplete_details',
  'error',
  'usage',
])
const usageMembers: ReadonlySet<string> = new Set([
  'input_tokens',
  'input_tokens_details',
  'output_tokens',
  'output_tokens_details',
  'total_tokens',
])

/** What a response tells beside its answer: mostly the request. `object` is always among it. */
export const readExtras = (response: JsonObject): Extras => {
  const usage = membersBeside(objectAt(response, 'usage') ?? {}, usageMembers)
  return {
    ...membersBeside(response, answerMembers),
    object: 'response',
    ...(usage === undefined ? {} : { usage }),
  }
}
