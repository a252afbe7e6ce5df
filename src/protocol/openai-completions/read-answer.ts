import type { Answer, Choice } from '../../ir/answer.ts'
import { given } from '../../ir/defined.ts'
import { objectAt, stringAt, type JsonObject } from '../json.ts'
import { membersBeside } from '../json-members.ts'
import { readFinish, textAlone } from '../openai-finish.ts'
import { readAnswerBy } from '../openai-answer.ts'
import { readLogprobs } from './logprobs.ts'

export const choiceMembers: ReadonlySet<string> = new Set([
  'index',
  'text',
  'logprobs',
  'finish_reason',
])

export const readAnswer = (body: JsonObject): Answer | undefined => readAnswerBy(body, readChoice)

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
