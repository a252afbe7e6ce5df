import { Finishes } from './finishes.ts'
import { isObject, listAt, objectAt, type JsonObject } from './json.ts'
import { readPromptUsage } from './openai-usage.ts'
import type { EventNote, StreamReader } from './protocol.ts'
import { content, hasError, preamble, readStreamBy, streamError } from './stream-reader.ts'

/**
 * The streams of chunks with `choices` (chat and completions), which differ only in where a choice has its text.
 * They end with `[DONE]`, but not all that imitate them send it, so a finish reason for every choice is enough.
 */
export const readChunks = (saysSomething: (choice: JsonObject) => boolean): StreamReader => {
  const finishes = new Finishes()
  return readStreamBy((chunk, event) => {
    if (hasError(chunk)) return streamError(event.data)
    let phase = preamble
    const choices = listAt(chunk, 'choices')
    for (const choice of choices) {
      if (!isObject(choice)) continue
      const isFinished = typeof choice['finish_reason'] === 'string'
      finishes.note(indexOf(choice), isFinished)
      if (isFinished || saysSomething(choice)) phase = content
    }
    return {
      ...phase,
      ...(finishes.isComplete ? { isComplete: true } : {}),
      ...usageOf(chunk, choices.length),
    }
  })
}

const usageOf = (chunk: JsonObject, choices: number): Partial<EventNote> => {
  const told = objectAt(chunk, 'usage')
  const usage = told === undefined ? undefined : readPromptUsage(told)
  if (usage === undefined) return {}
  return choices === 0 ? { usage, isUsageOnly: true } : { usage }
}

const indexOf = (choice: JsonObject): number => {
  const index = choice['index']
  return typeof index === 'number' ? index : 0
}
