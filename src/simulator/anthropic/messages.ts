import { answerJson, refuse, type Answer } from '../answer.ts'
import { check } from '../check.ts'
import { replyTo } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { streamMessage } from './events.ts'
import { writeMessage } from './message.ts'
import { refuseModel } from './models.ts'
import { marksCache, readMessages } from './read.ts'
import { messagesRequest, type MessagesRequest } from './schema.ts'

export const answerMessages = (call: Call): Answer => {
  const checked = check(messagesRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  const removed = removedField(request, call)
  if (removed !== undefined) return refuse('invalid', 'not in this API version', { param: removed })
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const reply = replyTo(readMessages(request, call))
  const message = writeMessage({ reply, model: request.model, isCached: marksCache(request), call })
  return request.stream === true ? streamMessage(message, reply) : answerJson(message)
}

/** Version 2026-10-21 took the sampling parameters away: https://platform.claude.com/docs/en/api/migration-2026-10-21 */
const removedField = (request: MessagesRequest, call: Call): string | undefined => {
  if (call.headers.get('anthropic-version') === '2023-06-01') return undefined
  return (['temperature', 'top_p', 'top_k'] as const).find((name) => request[name] !== undefined)
}
