import type { Answer, Choice } from '../../ir/answer.ts'
import type { Part } from '../../ir/part.ts'
import type { Asked } from '../codec.ts'
import type { JsonObject } from '../json.ts'
import { writeFinish, type Spoken } from './finish.ts'
import { writeAnswerPart } from './write-block.ts'
import { writeUsage } from './write-usage.ts'

/** A whole message: it holds one answer, so of several the first is told. */
export const writeAnswer = (answer: Answer, asked: Asked): JsonObject => {
  const { usage, ...extras } = answer.extras ?? {}
  const choice = answer.choices[0] ?? empty
  return {
    id: answer.id || asked.ids.next('msg_'),
    type: 'message',
    role: 'assistant',
    model: answer.model || asked.model,
    content: choice.parts.filter(saysSomething).flatMap(writeAnswerPart),
    ...writeFinish(choice.finish, spokenIn(choice)),
    usage: writeUsage(answer.usage, usage),
    ...extras,
  }
}

/** A block without anything in it is an error when it comes back. */
const saysSomething = (part: Part): boolean => {
  if (part.type === 'text' || part.type === 'refusal') return part.text !== ''
  return part.type !== 'thinking' || part.text !== '' || part.proof !== undefined
}

const empty: Choice = { index: 0, parts: [], finish: { reason: 'other' } }

const spokenIn = ({ parts }: Choice): Spoken => ({
  hasCalls: parts.some(({ type }) => type === 'tool-call'),
  hasRefused: parts.some(({ type }) => type === 'refusal'),
})
