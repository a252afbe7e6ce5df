import type { Static } from '@sinclair/typebox'
import { answerJson, type Answer, type StreamAnswer } from '../answer.ts'
import { check } from '../check.ts'
import { replyTo, type Asked, type Reply } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { refuseModel } from './models.ts'
import { completionRequest } from './schema.ts'
import { dataPiece, done, failInChunks } from './stream.ts'

type CompletionRequest = Static<typeof completionRequest>

export const answerCompletion = (call: Call): Answer => {
  const checked = check(completionRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'completion') === undefined) return refuseModel(request.model)
  const reply = replyTo(readCompletion(request, call))
  if (request.stream !== true) return answerJson(writeCompletion(reply, request.model, call))
  return streamCompletion(reply, request, call)
}

const readCompletion = (request: CompletionRequest, call: Call): Asked => {
  const prompt = typeof request.prompt === 'string' ? request.prompt : request.prompt.join(' ')
  return {
    protocol: 'openai-completions',
    account: call.account,
    prompt,
    input: prompt,
    tools: [],
    toolChoice: { type: 'none' },
    endsWithToolResult: false,
    wantsReasoning: false,
    cachedTokens: 0,
    maxOutputTokens: request.max_tokens ?? undefined,
    outputSchema: undefined,
  }
}

const writeUsage = (reply: Reply) => ({
  prompt_tokens: reply.inputTokens,
  completion_tokens: reply.outputTokens,
  total_tokens: reply.inputTokens + reply.outputTokens,
})

const finishOf = (reply: Reply) =>
  reply.finish === 'length' ? ('length' as const) : ('stop' as const)

const frameOf = (model: string, call: Call) => ({
  id: `cmpl-simulated-${call.serial}`,
  object: 'text_completion' as const,
  created: Math.floor(call.now / 1000),
  model,
})

export const writeCompletion = (reply: Reply, model: string, call: Call) => ({
  ...frameOf(model, call),
  choices: [
    { text: reply.text.join(''), index: 0, logprobs: null, finish_reason: finishOf(reply) },
  ],
  usage: writeUsage(reply),
})

/** Each event is a small completion; only the last of them says why it finished. */
export const writeCompletionChunks = (reply: Reply, request: CompletionRequest, call: Call) => {
  const includesUsage = request.stream_options?.include_usage === true
  const frame = frameOf(request.model, call)
  const usage = includesUsage ? { usage: null } : {}
  const chunks = reply.text.map((text, position) => ({
    ...frame,
    choices: [
      {
        text,
        index: 0,
        logprobs: null,
        finish_reason: position === reply.text.length - 1 ? finishOf(reply) : null,
      },
    ],
    ...usage,
  }))
  return includesUsage ? [...chunks, { ...frame, choices: [], usage: writeUsage(reply) }] : chunks
}

const streamCompletion = (reply: Reply, request: CompletionRequest, call: Call): StreamAnswer => {
  const chunks = writeCompletionChunks(reply, request, call)
  return {
    type: 'stream',
    framing: 'sse',
    lineEnding: '\n',
    pieces: [...chunks.map((chunk) => dataPiece('content', chunk)), done],
    failure: failInChunks,
  }
}
