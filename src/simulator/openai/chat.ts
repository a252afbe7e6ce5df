import { answerJson, type Answer, type StreamAnswer, type StreamPiece } from '../answer.ts'
import { check } from './check.ts'
import { replyTo } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { writeChatChunks } from './chat-chunks.ts'
import { writeChat, type Told } from './chat-object.ts'
import { readChat } from './chat-read.ts'
import { judgeChat } from './judge-chat.ts'
import { refuseModel } from './models.ts'
import { chatRequest } from './schema.ts'
import { dataPiece, done, failInChunks } from './stream.ts'

export const answerChat = (call: Call): Answer => {
  const checked = check(chatRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const refusal = judgeChat(request)
  if (refusal !== undefined) return refusal
  const reply = replyTo(readChat(request, call), call.say)
  const told: Told = { reply, request, call }
  return request.stream === true ? streamChat(told) : answerJson(writeChat(told))
}

const streamChat = (told: Told): StreamAnswer => {
  const beginnings = told.reply.choices.length
  const pieces: readonly StreamPiece[] = [
    ...writeChatChunks(told).map((chunk, position) =>
      dataPiece(position < beginnings ? 'preamble' : 'content', chunk),
    ),
    done,
  ]
  return { type: 'stream', framing: 'sse', lineEnding: '\n', pieces, failure: failInChunks }
}
