import type { Answer, Choice } from '../../ir/answer.ts'
import { given } from '../../ir/defined.ts'
import type { Ids } from '../codec.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'
import { readFinish, textAlone } from '../openai-finish.ts'
import { readPromptUsage } from '../openai-usage.ts'
import { readLogprobs } from './logprobs.ts'

const answerMembers: ReadonlySet<string> = new Set(['id', 'object', 'created', 'model', 'choices'])
export const choiceMembers: ReadonlySet<string> = new Set([
  'index',
  'text',
  'logprobs',
  'finish_reason',
])

export const readAnswer = (body: JsonObject, _ids: Ids): Answer | undefined => {
  if (!Array.isArray(body['choices'])) return undefined
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

const readChoice = (choice: JsonObject, at: number): Choice => {
  const text = stringAt(choice, 'text')
  const logprobs = readLogprobs(objectAt(choice, 'logprobs'))
  const { index } = choice
  return {
    index: typeof index === 'number' ? index : at,
    parts:
      text === '' && logprobs === undefined ? [] : [{ type: 'text', text, ...given({ logprobs }) }],
    finish: {
      ...readFinish(stringAt(choice, 'finish_reason'), textAlone),
      ...given({ extras: membersBeside(choice, choiceMembers) }),
    },
  }
}
