import type { Answer, Choice } from '../../ir/answer.ts'
import type { Part } from '../../ir/part.ts'
import type { Asked } from '../codec.ts'
import { isObject, type JsonObject } from '../json.ts'
import { writePromptUsage } from '../openai-usage.ts'
import { echoOf } from './echo.ts'
import { writeFinish } from './finish.ts'
import { writeLogprobs } from './logprobs.ts'

export const writeAnswer = (answer: Answer, asked: Asked): JsonObject => {
  const { usage: told, ...own } = answer.extras ?? {}
  // An upstream of this protocol has repeated the prompt by itself.
  const echo = answer.extras === undefined ? echoOf(asked) : ''
  const usage = isObject(told) ? told : writePromptUsage(answer.usage)
  return {
    id: answer.id === '' ? asked.ids.next('cmpl-') : answer.id,
    object: 'text_completion',
    created: answer.createdAt ?? asked.now,
    model: answer.model === '' ? asked.model : answer.model,
    choices: answer.choices.map((choice) => writeChoice(choice, echo)),
    ...(usage === null ? {} : { usage }),
    ...own,
  }
}

const writeChoice = ({ index, parts, finish }: Choice, echo: string): JsonObject => {
  const logprobs = parts.flatMap((part) => (part.type === 'text' ? (part.logprobs ?? []) : []))
  return {
    text: echo + parts.map(textOf).join(''),
    index,
    logprobs: logprobs.length === 0 ? null : writeLogprobs(logprobs, echo.length),
    finish_reason: writeFinish(finish),
    ...finish.extras,
  }
}

/** There is no place for anything but words: thoughts are not the answer, and tools cannot have been offered. */
export const textOf = (part: Part): string =>
  part.type === 'text' || part.type === 'refusal' ? part.text : ''
