import type { Reply } from '../reply.ts'
import type { Call } from '../vendor.ts'
import type { ResponsesRequest } from './responses-schema.ts'

export type Told = {
  readonly reply: Reply
  readonly request: ResponsesRequest
  readonly call: Call
  readonly output: Output
}

type ItemStatus = 'in_progress' | 'completed' | 'incomplete'

export type Output = ReturnType<typeof writeOutput>

/** The finished output items, in order: reasoning when asked for, then the call or the message. */
export const writeOutput = (reply: Reply, request: ResponsesRequest, call: Call) => {
  const isEncrypted = request.include?.includes('reasoning.encrypted_content') === true
  const reasoning = {
    id: `rs_simulated_${call.serial}`,
    type: 'reasoning' as const,
    summary:
      (request.reasoning?.summary ?? null) === null
        ? []
        : [{ type: 'summary_text' as const, text: reply.reasoning.join('') }],
    ...(isEncrypted
      ? { encrypted_content: Buffer.from(`simulated ${call.account}`).toString('base64') }
      : {}),
  }
  return [...(reply.reasoning.length === 0 ? [] : [reasoning]), writeAnswerItem(reply, call)]
}

const writeAnswerItem = (reply: Reply, call: Call) => {
  if (reply.toolCall !== undefined) {
    return {
      id: `fc_simulated_${call.serial}`,
      type: 'function_call' as const,
      status: itemStatus(reply),
      call_id: `call_simulated_${call.serial}`,
      name: reply.toolCall.name,
      arguments: JSON.stringify(reply.toolCall.input),
    }
  }
  return {
    id: `msg_simulated_${call.serial}`,
    type: 'message' as const,
    status: itemStatus(reply),
    role: 'assistant' as const,
    content: [
      { type: 'output_text' as const, annotations: [], logprobs: [], text: reply.text.join('') },
    ],
  }
}

const itemStatus = (reply: Reply): ItemStatus =>
  reply.finish === 'length' ? 'incomplete' : 'completed'

const writeUsage = (reply: Reply) => ({
  input_tokens: reply.inputTokens,
  input_tokens_details: {
    cached_tokens: reply.cachedTokens,
    cache_write_tokens: reply.inputTokens - reply.cachedTokens,
  },
  output_tokens: reply.outputTokens + reply.reasoningTokens,
  output_tokens_details: { reasoning_tokens: reply.reasoningTokens },
  total_tokens: reply.inputTokens + reply.outputTokens + reply.reasoningTokens,
})

/** What every state of a response object repeats of its request. */
export const writeFrame = (request: ResponsesRequest, call: Call) => ({
  id: `resp_simulated_${call.serial}`,
  object: 'response' as const,
  created_at: Math.floor(call.now / 1000),
  background: false,
  error: null,
  incomplete_details: null,
  instructions: request.instructions ?? null,
  max_output_tokens: request.max_output_tokens ?? null,
  model: request.model,
  parallel_tool_calls: request.parallel_tool_calls ?? true,
  previous_response_id: request.previous_response_id ?? null,
  reasoning: {
    effort: request.reasoning?.effort ?? null,
    summary: request.reasoning?.summary ?? null,
  },
  service_tier: 'default' as const,
  store: request.store ?? true,
  temperature: request.temperature ?? 1,
  text: { format: request.text?.format ?? { type: 'text' as const } },
  tool_choice: request.tool_choice ?? ('auto' as const),
  tools: request.tools ?? [],
  top_p: request.top_p ?? 1,
  truncation: request.truncation ?? ('disabled' as const),
  metadata: request.metadata ?? {},
})

export const writeResponse = ({ reply, request, call, output }: Told) => ({
  ...writeFrame(request, call),
  output,
  usage: writeUsage(reply),
  ...(reply.finish === 'length'
    ? {
        status: 'incomplete' as const,
        incomplete_details: { reason: 'max_output_tokens' as const },
      }
    : { status: 'completed' as const }),
})
