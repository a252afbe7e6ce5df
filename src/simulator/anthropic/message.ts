import type { Choice, Reply } from '../reply.ts'
import type { Call } from '../vendor.ts'
import { writeContent } from './content.ts'
import { marksCache } from './read.ts'
import type { MessagesRequest } from './schema.ts'

export type Message = ReturnType<typeof writeMessage>

export const writeMessage = (reply: Reply, request: MessagesRequest, call: Call) => ({
  id: `msg_simulated_${call.serial}`,
  type: 'message' as const,
  role: 'assistant' as const,
  model: request.model,
  content: writeContent(reply, request, call),
  container: null,
  diagnostics: null,
  stop_reason: stopReason[reply.choices[0].finish],
  stop_sequence: reply.choices[0].stopSequence ?? null,
  stop_details: writeStopDetails(reply.choices[0]),
  usage: writeUsage(reply, marksCache(request)),
})

const stopReason = {
  stop: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  tool: 'tool_use',
  refusal: 'refusal',
  filter: 'refusal',
} as const

const writeStopDetails = ({ refusal }: Choice) =>
  refusal.length === 0
    ? null
    : { type: 'refusal' as const, category: null, explanation: refusal.join('') }

/** Disjoint: what is read from the cache or written to it is not in `input_tokens`. */
const writeUsage = (reply: Reply, isCached: boolean) => {
  const fresh = reply.inputTokens - reply.cachedTokens
  const written = isCached ? fresh : 0
  const hasSearched = reply.choices[0].source !== undefined
  return {
    input_tokens: fresh - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: reply.cachedTokens,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    output_tokens: reply.outputTokens + reply.reasoningTokens,
    output_tokens_details: { thinking_tokens: reply.reasoningTokens },
    server_tool_use: hasSearched ? { web_search_requests: 1, web_fetch_requests: 0 } : null,
    service_tier: 'standard' as const,
    inference_geo: null,
    speed: null,
  }
}
