import type { Answer, Choice, Finish } from '../../ir/answer.ts'
import type { Extras } from '../../ir/part.ts'
import type { Asked } from '../codec.ts'
import { isObject, type JsonObject } from '../json.ts'
import { writeReason } from './finish.ts'
import { Grounding } from './grounding-write.ts'
import { writeLogprobs } from './logprobs.ts'
import { writePart } from './write-part.ts'
import { writeUsage } from './write-usage.ts'

export const writeAnswer = (answer: Answer, asked: Asked): JsonObject => {
  const { id, model, choices, usage, extras } = answer
  return {
    ...(isBlocked(extras, choices) ? {} : { candidates: choices.map(writeCandidate) }),
    ...writeEnd(writeUsage(usage), extras),
    modelVersion: model || asked.model,
    responseId: id || asked.ids.next('resp_'),
  }
}

/** The prompt was held back: such an answer has feedback in place of candidates. */
export const isBlocked = (
  extras: Extras | undefined,
  choices: readonly { readonly parts: { readonly length: number } }[],
): boolean => {
  const feedback = extras?.['promptFeedback']
  const hasReason = isObject(feedback) && feedback['blockReason'] !== undefined
  return hasReason && choices.every(({ parts }) => parts.length === 0)
}

/** What the whole answer has besides its candidates. The metadata as it came says more than our counts. */
export const writeEnd = (
  usage: JsonObject | undefined,
  extras: Extras | undefined,
): JsonObject => ({
  ...(usage === undefined ? {} : { usageMetadata: usage }),
  ...extras,
})

const writeCandidate = ({ index, parts, finish }: Choice): JsonObject => {
  const grounding = new Grounding()
  const written: JsonObject[] = []
  for (const part of parts) {
    if (part.type === 'web-search') grounding.search(part)
    if (part.type === 'text')
      for (const citation of part.citations ?? [])
        grounding.cite(citation, { text: part.text, partIndex: written.length })
    written.push(...writePart(part))
  }
  const logprobs = parts.flatMap((part) => (part.type === 'text' ? (part.logprobs ?? []) : []))
  return {
    content: { parts: written, role: 'model' },
    ...writeFinish(finish, grounding),
    index,
    ...(logprobs.length === 0 ? {} : { logprobsResult: writeLogprobs(logprobs) }),
  }
}

export const writeFinish = (finish: Finish, { metadata }: Grounding): JsonObject => ({
  finishReason: writeReason(finish),
  ...(finish.message === undefined ? {} : { finishMessage: finish.message }),
  ...(metadata === undefined ? {} : { groundingMetadata: metadata }),
  ...finish.extras,
})
