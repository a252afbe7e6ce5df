import { answerJson, type Answer } from '../answer.ts'
import { check } from './check.ts'
import { replyTo } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { withoutBetas } from './betas.ts'
import { streamMessage } from './events.ts'
import { judgeRequest } from './judge.ts'
import { writeMessage } from './message.ts'
import { refuseModel } from './models.ts'
import { readMessages } from './read.ts'
import { messagesRequest } from './schema.ts'

export const answerMessages = (call: Call): Answer => {
  const plain = withoutBetas(call)
  if (plain.type === 'refused') return plain
  const checked = check(messagesRequest, plain.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const refusal = judgeRequest(request, call)
  if (refusal !== undefined) return refusal
  const message = writeMessage(replyTo(readMessages(request, call), call.say), request, call)
  return request.stream === true ? streamMessage(message) : answerJson(message)
}
