import { isBlank } from '../blank.ts'
import { Finishes } from '../finishes.ts'
import { isObject, listAt, objectAt, stringAt, type JsonObject } from '../json.ts'
import type { StreamReader } from '../protocol.ts'
import { content, hasError, preamble, readStreamBy, streamError } from '../stream-reader.ts'
import { readTokens } from './usage.ts'

/** Gemini's server-sent events have no end mark: an answer is whole when each candidate has its finish reason. */
export const streamReader = (): StreamReader => {
  const finishes = new Finishes()
  return readStreamBy((chunk, event) => {
    if (hasError(chunk)) return streamError(event.data)
    const isBlocked = stringAt(objectAt(chunk, 'promptFeedback'), 'blockReason') !== ''
    let hasContent = isBlocked
    for (const candidate of listAt(chunk, 'candidates').filter(isObject)) {
      const isFinished = stringAt(candidate, 'finishReason') !== ''
      finishes.note(indexOf(candidate), isFinished)
      if (isFinished || saysSomething(candidate)) hasContent = true
    }
    const metadata = objectAt(chunk, 'usageMetadata')
    const usage = metadata === undefined ? undefined : readTokens(metadata)
    return {
      ...(hasContent ? content : preamble),
      ...(isBlocked || finishes.isComplete ? { isComplete: true } : {}),
      ...(usage === undefined ? {} : { usage }),
    }
  })
}

const indexOf = (candidate: JsonObject): number => {
  const index = candidate['index']
  return typeof index === 'number' ? index : 0
}

const saysSomething = (candidate: JsonObject): boolean =>
  listAt(objectAt(candidate, 'content'), 'parts').some((part) => !isBlank(part))
