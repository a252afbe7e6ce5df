import { answerJson, type Answer } from '../answer.ts'
import { check } from './check.ts'
import { replyTo } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { judgeResponse } from './judge-responses.ts'
import { refuseModel } from './models.ts'
import { streamResponse } from './responses-events.ts'
import { writeResponse } from './responses-object.ts'
import { writeOutput } from './responses-output.ts'
import { itemsOf, readResponses } from './responses-read.ts'
import { responsesRequest } from './responses-schema.ts'

export const answerResponse = (call: Call): Answer => {
  const checked = check(responsesRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const items = itemsOf(request.input)
  const refusal = judgeResponse({ request, items, call })
  if (refusal !== undefined) return refusal
  const reply = replyTo(readResponses(request, items, call), call.say)
  const output = writeOutput(reply, request, call)
  const told = { reply, request, call, output }
  return request.stream === true ? streamResponse(told) : answerJson(writeResponse(told))
}
