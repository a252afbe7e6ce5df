import type { Answer, Choice } from '../ir/answer.ts'
import { given } from '../ir/defined.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from './json.ts'
import { membersBeside } from './json-members.ts'
import { readPromptUsage } from './openai-usage.ts'

/** What stands around the choices of a chat completion and of a completion. */
const answerMembers: ReadonlySet<string> = new Set(['id', 'object', 'created', 'model', 'choices'])

/** A whole answer, from how one of its choices reads; undefined when it has none to read, or one that has failed. */
export const readAnswerBy = (
  body: JsonObject,
  readChoice: (choice: JsonObject, at: number) => Choice,
): Answer | undefined => {
  if (!Array.isArray(body['choices']) || listAt(body, 'choices').some(hasFailed)) return undefined
  const { created } = body
  const usage = objectAt(body, 'usage')
  return {
    id: stringAt(body, 'id'),
    model: stringAt(body, 'model'),
    ...(typeof created === 'number' && created > 0 ? { createdAt: created } : {}),
    choices: listAt(body, 'choices').filter(isObject).map(readChoice),
    usage: (usage === undefined ? undefined : readPromptUsage(usage)) ?? {},
    ...given({ extras: membersBeside(body, answerMembers) }),
  }
}

/** OpenRouter tells a broken answer with status 200 and the error within the choice (seen 2026-11). */
const hasFailed = (choice: unknown): boolean => isObject(choice) && isObject(choice['error'])
