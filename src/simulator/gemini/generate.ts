import { answerJson, type Answer, type StreamAnswer, type StreamPiece } from '../answer.ts'
import { check } from '../check.ts'
import { countTokens, replyTo, type Reply } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { geminiError } from './error.ts'
import { refuseModel } from './models.ts'
import { inputOf, readGenerate } from './read.ts'
import { countRequest, generateRequest, type CountRequest } from './schema.ts'

type Told = {
  readonly reply: Reply
  readonly model: string
  readonly call: Call
  readonly showsThoughts: boolean
}

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
  if (findModel(call, model, 'chat') === undefined) return refuseModel(model)
  const reply = replyTo(readGenerate(checked.body, call))
  const thinking = checked.body.generationConfig?.thinkingConfig
  return { type: 'told', reply, model, call, showsThoughts: thinking?.includeThoughts === true }
}

export const answerCountTokens = (call: Call, model: string): Answer => {
  const checked = check(countRequest, call.body)
  if (checked.type === 'refused') return checked
  if (call.models.every((known) => known.id !== model)) return refuseModel(model)
  return answerJson(writeCount(checked.body))
}

export const writeCount = (request: CountRequest) => {
  const counted = 'contents' in request ? request : request.generateContentRequest
  const totalTokens = countTokens(inputOf(counted))
  return { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] }
}

const thoughtSignature = (call: Call): string =>
  Buffer.from(`simulated for ${call.account}`).toString('base64')

const writeUsage = (reply: Reply, outputTokens: number) => ({
  promptTokenCount: reply.inputTokens,
  ...(reply.cachedTokens === 0 ? {} : { cachedContentTokenCount: reply.cachedTokens }),
  candidatesTokenCount: outputTokens,
  ...(reply.reasoningTokens === 0 ? {} : { thoughtsTokenCount: reply.reasoningTokens }),
  totalTokenCount: reply.inputTokens + outputTokens + reply.reasoningTokens,
  promptTokensDetails: [{ modality: 'TEXT' as const, tokenCount: reply.inputTokens }],
})

const finishReason = { stop: 'STOP', length: 'MAX_TOKENS', tool: 'STOP' } as const

type WrittenPart =
  | { readonly text: string; readonly thought?: true }
  | { readonly functionCall: FunctionCall; readonly thoughtSignature: string }

type FunctionCall = { readonly name: string; readonly args: unknown }

const writeCallPart = ({ reply, call }: Told): readonly WrittenPart[] =>
  reply.toolCall === undefined
    ? []
    : [
        {
          functionCall: { name: reply.toolCall.name, args: reply.toolCall.input },
          thoughtSignature: thoughtSignature(call),
        },
      ]

const writeFrame = ({ model, call }: Told) => ({
  modelVersion: model,
  responseId: `simulated-${call.serial}`,
})

export const writeGenerate = (told: Told) => {
  const { reply } = told
  const thoughts = { text: reply.reasoning.join(''), thought: true as const }
  const parts: readonly WrittenPart[] = [
    ...(told.showsThoughts && reply.reasoning.length > 0 ? [thoughts] : []),
    ...(reply.text.length === 0 ? [] : [{ text: reply.text.join('') }]),
    ...writeCallPart(told),
  ]
  return {
    candidates: [
      {
        content: { parts, role: 'model' as const },
        finishReason: finishReason[reply.finish],
        index: 0,
      },
    ],
    usageMetadata: writeUsage(reply, reply.outputTokens),
    ...writeFrame(told),
  }
}

/** Usage grows from event to event; the last event has no text, only the reason of the end. */
export const writeGenerateChunks = (told: Told) => {
  const { reply } = told
  const parts: readonly WrittenPart[] = [
    ...(told.showsThoughts ? reply.reasoning : []).map((text) => ({
      text,
      thought: true as const,
    })),
    ...reply.text.map((text) => ({ text })),
    ...writeCallPart(told),
  ]
  const chunks = parts.map((part, position) => ({
    candidates: [{ content: { parts: [part], role: 'model' as const }, index: 0 }],
    usageMetadata: writeUsage(reply, Math.min(position + 1, reply.outputTokens)),
    ...writeFrame(told),
  }))
  const last = {
    candidates: [
      {
        content: { parts: [{ text: '' }], role: 'model' as const },
        finishReason: finishReason[reply.finish],
        index: 0,
      },
    ],
    usageMetadata: writeUsage(reply, reply.outputTokens),
    ...writeFrame(told),
  }
  return [...chunks, last]
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
