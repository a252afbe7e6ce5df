import type { Finish, Reply } from '../reply.ts'
import type { Call } from '../vendor.ts'
import type { Output } from './responses-output.ts'
import type { ResponsesRequest } from './responses-schema.ts'

export type Told = {
  readonly reply: Reply
  readonly request: ResponsesRequest
  readonly call: Call
  readonly output: Output
}

export const writeUsage = (reply: Reply) => ({
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
  background: request.background ?? false,
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
  text: { ...request.text, format: request.text?.format ?? { type: 'text' as const } },
  tool_choice: request.tool_choice ?? ('auto' as const),
  tools: request.tools ?? [],
  top_p: request.top_p ?? 1,
  truncation: request.truncation ?? ('disabled' as const),
  metadata: request.metadata ?? {},
})

/** Nothing is in it yet, or ever. */
export const writePending = ({ request, call }: Told, status: 'queued' | 'cancelled') => ({
  ...writeFrame(request, call),
  status,
  output: [],
  usage: null,
})

export const writeResponse = ({ reply, request, call, output }: Told) => ({
  ...writeFrame(request, call),
  output,
  usage: writeUsage(reply),
  ...writeStatus(reply.choices[0].finish),
})

const writeStatus = (finish: Finish) => {
  const status = 'incomplete' as const
  if (finish === 'length')
    return { status, incomplete_details: { reason: 'max_output_tokens' as const } }
  return finish === 'filter'
    ? { status, incomplete_details: { reason: 'content_filter' as const } }
    : { status: 'completed' as const }
}
