/** A whole chat completion: https://platform.openai.com/docs/api-reference/chat/object */
import { alternativesTo, bytesOf } from '../logprobs.ts'
import type { Choice, Reply } from '../reply.ts'
import type { ToolCall } from '../scenario.ts'
import type { Call } from '../vendor.ts'
import type { ChatRequest } from './chat-read.ts'

export type Told = { readonly reply: Reply; readonly request: ChatRequest; readonly call: Call }

export const finishReason = {
  stop: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  tool: 'tool_calls',
  refusal: 'stop',
  filter: 'content_filter',
} as const

export const writeUsage = (reply: Reply) => ({
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

/** The calls of one request have ids of their own, over all its choices. */
export const idOf = (call: Call, choice: number, index: number): string =>
  `call_simulated_${call.serial}${choice + index === 0 ? '' : `_${choice}_${index}`}`

export const writeToolCall = ({ name, kind, input }: ToolCall, id: string) =>
  kind === 'custom'
    ? { id, type: 'custom' as const, custom: { name, input: String(input) } }
    : { id, type: 'function' as const, function: { name, arguments: JSON.stringify(input) } }

export const hasText = ({ text, toolCalls, refusal }: Choice): boolean =>
  text.length > 0 || toolCalls.length + refusal.length === 0

export const writeAnnotations = ({ text, cited, source }: Choice) => {
  if (source === undefined || cited.length === 0) return []
  const end_index = text.join('').length
  const start_index = end_index - source.quote.length
  const { title, url } = source
  return [{ type: 'url_citation' as const, url_citation: { start_index, end_index, title, url } }]
}

const writeMessage = (choice: Choice, position: number, call: Call) => ({
  role: 'assistant' as const,
  content: hasText(choice) ? choice.text.join('') : null,
  ...(choice.toolCalls.length === 0
    ? {}
    : {
        tool_calls: choice.toolCalls.map((toolCall, index) =>
          writeToolCall(toolCall, idOf(call, position, index)),
        ),
      }),
  refusal: choice.refusal.length === 0 ? null : choice.refusal.join(''),
  annotations: writeAnnotations(choice),
})

/** Null unless the request asks for them. */
export const writeLogprobs = (request: ChatRequest, tokens: Pick<Choice, 'text' | 'refusal'>) =>
  request.logprobs === true
    ? {
        content: listed(tokens.text, request.top_logprobs ?? 0),
        refusal: listed(tokens.refusal, request.top_logprobs ?? 0),
      }
    : null

const listed = (tokens: readonly string[], top: number) =>
  tokens.length === 0 ? null : tokens.map((token) => writeTokenLogprob(token, top))

const writeTokenLogprob = (token: string, top: number) => {
  const [own, ...others] = alternativesTo(token, Math.max(1, top))
  const withBytes = { token, logprob: own?.logprob ?? 0, bytes: bytesOf(token) }
  const alternatives = others.map((other) => ({ ...other, bytes: bytesOf(other.token) }))
  return { ...withBytes, top_logprobs: top === 0 ? [] : [withBytes, ...alternatives] }
}

export const writeChat = ({ reply, request, call }: Told) => ({
  id: `chatcmpl-simulated-${call.serial}`,
  object: 'chat.completion' as const,
  created: Math.floor(call.now / 1000),
  model: request.model,
  choices: reply.choices.map((choice, index) => ({
    index,
    message: writeMessage(choice, index, call),
    logprobs: writeLogprobs(request, choice),
    finish_reason: finishReason[choice.finish],
  })),
  usage: writeUsage(reply),
  service_tier: 'default' as const,
  system_fingerprint: 'fp_simulated',
})
