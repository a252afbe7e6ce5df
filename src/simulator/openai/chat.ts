import type { Static } from '@sinclair/typebox'
import { answerJson, type Answer, type StreamAnswer, type StreamPiece } from '../answer.ts'
import { check } from '../check.ts'
import { replyTo, type Asked, type Reply, type ToolChoice } from '../reply.ts'
import { findModel, type Call } from '../vendor.ts'
import { refuseModel } from './models.ts'
import { chatRequest } from './schema.ts'
import { dataPiece, done, failInChunks } from './stream.ts'

type ChatRequest = Static<typeof chatRequest>
type Message = ChatRequest['messages'][number]

export const answerChat = (call: Call): Answer => {
  const checked = check(chatRequest, call.body)
  if (checked.type === 'refused') return checked
  const request = checked.body
  if (findModel(call, request.model, 'chat') === undefined) return refuseModel(request.model)
  const reply = replyTo(readChat(request, call))
  if (request.stream !== true) return answerJson(writeChat(reply, request.model, call))
  return streamChat(reply, request, call)
}

const readChat = (request: ChatRequest, call: Call): Asked => {
  const input = request.messages.map((message) => `${message.role}: ${textOf(message)}`).join('\n')
  const effort = request.reasoning_effort ?? 'none'
  return {
    protocol: 'openai-chat',
    account: call.account,
    prompt: textOf(request.messages.findLast((message) => message.role === 'user')),
    input,
    tools: (request.tools ?? []).map((tool) => ({
      name: tool.function.name,
      parameters: tool.function.parameters ?? {},
    })),
    toolChoice: readToolChoice(request.tool_choice),
    endsWithToolResult: request.messages.at(-1)?.role === 'tool',
    wantsReasoning: effort !== 'none',
    cachedTokens: call.cache.lookUp(input),
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    outputSchema: readOutputSchema(request),
  }
}

const textOf = (message: Message | undefined): string => {
  const content = message?.content ?? ''
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join(' ')
}

const readToolChoice = (choice: ChatRequest['tool_choice']): ToolChoice => {
  if (choice === undefined) return { type: 'auto' }
  if (typeof choice !== 'string') return { type: 'named', name: choice.function.name }
  return { type: choice }
}

const readOutputSchema = (request: ChatRequest): unknown => {
  const format = request.response_format
  if (format === undefined || format.type === 'text') return undefined
  return format.type === 'json_schema' ? (format.json_schema.schema ?? true) : true
}

const finishReason = { stop: 'stop', length: 'length', tool: 'tool_calls' } as const

const writeUsage = (reply: Reply) => ({
  prompt_tokens: reply.inputTokens,
  completion_tokens: reply.outputTokens + reply.reasoningTokens,
  total_tokens: reply.inputTokens + reply.outputTokens + reply.reasoningTokens,
  prompt_tokens_details: {
    cached_tokens: reply.cachedTokens,
    cache_write_tokens: reply.inputTokens - reply.cachedTokens,
    audio_tokens: 0,
  },
  completion_tokens_details: {
    reasoning_tokens: reply.reasoningTokens,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})

const writeToolCall = (toolCall: NonNullable<Reply['toolCall']>, call: Call) => ({
  id: `call_simulated_${call.serial}`,
  type: 'function' as const,
  function: { name: toolCall.name, arguments: JSON.stringify(toolCall.input) },
})

export const writeChat = (reply: Reply, model: string, call: Call) => ({
  id: `chatcmpl-simulated-${call.serial}`,
  object: 'chat.completion' as const,
  created: Math.floor(call.now / 1000),
  model,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant' as const,
        content: reply.toolCall === undefined ? reply.text.join('') : null,
        ...(reply.toolCall === undefined
          ? {}
          : { tool_calls: [writeToolCall(reply.toolCall, call)] }),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: finishReason[reply.finish],
    },
  ],
  usage: writeUsage(reply),
  service_tier: 'default' as const,
  system_fingerprint: 'fp_simulated',
})

const streamChat = (reply: Reply, request: ChatRequest, call: Call): StreamAnswer => {
  const [first, ...rest] = writeChatChunks(reply, request, call)
  const pieces: readonly StreamPiece[] = [
    dataPiece('preamble', first),
    ...rest.map((chunk) => dataPiece('content', chunk)),
    done,
  ]
  return { type: 'stream', framing: 'sse', lineEnding: '\n', pieces, failure: failInChunks }
}

/** With usage asked for, every chunk has the field and a last one, without choices, has its value. */
export const writeChatChunks = (reply: Reply, request: ChatRequest, call: Call) => {
  const includesUsage = request.stream_options?.include_usage === true
  const frame = {
    id: `chatcmpl-simulated-${call.serial}`,
    object: 'chat.completion.chunk' as const,
    created: Math.floor(call.now / 1000),
    model: request.model,
    service_tier: 'default' as const,
    system_fingerprint: 'fp_simulated',
  }
  const usage = includesUsage ? { usage: null } : {}
  const deltas = [
    {
      role: 'assistant' as const,
      content: reply.toolCall === undefined ? '' : null,
      refusal: null,
    },
    ...(reply.toolCall === undefined
      ? reply.text.map((content) => ({ content }))
      : toolCallDeltas(writeToolCall(reply.toolCall, call))),
    {},
  ]
  const chunks = deltas.map((delta, position) => ({
    ...frame,
    choices: [
      {
        index: 0,
        delta,
        logprobs: null,
        finish_reason: position === deltas.length - 1 ? finishReason[reply.finish] : null,
      },
    ],
    ...usage,
  }))
  return includesUsage ? [...chunks, { ...frame, choices: [], usage: writeUsage(reply) }] : chunks
}

const toolCallDeltas = (toolCall: ReturnType<typeof writeToolCall>) => {
  const { name, arguments: text } = toolCall.function
  const middle = Math.ceil(text.length / 2)
  return [
    { tool_calls: [{ index: 0, ...toolCall, function: { name, arguments: '' } }] },
    ...[text.slice(0, middle), text.slice(middle)].map((half) => ({
      tool_calls: [{ index: 0, function: { arguments: half } }],
    })),
  ]
}
