import { answerJson, type Answer } from '../answer.ts'
import { check } from './check.ts'
import { countTokens } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { judgeRequest } from './judge.ts'
import { refuseModel } from './models.ts'
import { inputOf } from './read.ts'
import { countRequest, type CountRequest } from './schema.ts'

export const answerCountTokens = (call: Call): Answer => {
  const checked = check(countRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  return judgeRequest(request, call) ?? answerJson(writeCount(request))
}

const writeCount = (request: CountRequest) => ({
  input_tokens: countTokens(inputOf(request)),
})
