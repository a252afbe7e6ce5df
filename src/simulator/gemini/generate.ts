import { answerJson, type Answer, type StreamAnswer, type StreamPiece } from '../answer.ts'
import { check } from './check.ts'
import { countTokens, replyTo } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { geminiError } from './error.ts'
import { judgeGenerate } from './judge.ts'
import { refuseModel } from './models.ts'
import type { Told } from './parts.ts'
import { inputOf, readGenerate } from './read.ts'
import { writeGenerate, writeGenerateChunks } from './response.ts'
import { countRequest, generateRequest, type CountRequest } from './schema.ts'

export const answerGenerate = (call: Call, model: string): Answer => {
  const told = readTold(call, model)
  return told.type === 'told' ? answerJson(writeGenerate(told)) : told
}

/** Without `alt=sse` the events are the elements of one JSON array. */
export const answerStream = (call: Call, model: string): Answer => {
  const told = readTold(call, model)
  return told.type === 'told' ? streamGenerate(told) : told
}

const readTold = (call: Call, model: string): (Told & { readonly type: 'told' }) | Answer => {
  const checked = check(generateRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, model, 'chat') === undefined) return refuseModel(model)
  const refusal = judgeGenerate({ request, model, call })
  if (refusal !== undefined) return refusal
  return {
    type: 'told',
    reply: replyTo(readGenerate(request, model, call), call.say),
    request,
    model,
    call,
  }
}

export const answerCountTokens = (call: Call, model: string): Answer => {
  const checked = check(countRequest, call.body)
  if (checked.type === 'refused') return checked
  if (call.models.every((known) => known.id !== model)) return refuseModel(model)
  return answerJson(writeCount(checked.body))
}

const writeCount = (request: CountRequest) => {
  const counted = 'contents' in request ? request : request.generateContentRequest
  const totalTokens = countTokens(inputOf(counted))
  return { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] }
}

const streamGenerate = (told: Told): StreamAnswer => {
  const chunks = writeGenerateChunks(told)
  return {
    type: 'stream',
    framing: told.call.query.get('alt') === 'sse' ? 'sse' : 'json-array',
    lineEnding: '\r\n',
    pieces: chunks.map((chunk, position) =>
      toPiece(position === chunks.length - 1 ? 'end' : 'content', chunk),
    ),
    failure: (refusal) => [toPiece('content', geminiError(refusal))],
  }
}

const toPiece = (phase: StreamPiece['phase'], data: unknown): StreamPiece => ({
  phase,
  event: '',
  data: JSON.stringify(data),
})
