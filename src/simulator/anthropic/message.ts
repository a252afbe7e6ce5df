import type { Reply } from '../reply.ts'
import type { Call } from '../vendor.ts'

export type Message = ReturnType<typeof writeMessage>

export const writeMessage = (told: {
  readonly reply: Reply
  readonly model: string
  readonly isCached: boolean
  readonly call: Call
}) => ({
  id: `msg_simulated_${told.call.serial}`,
  type: 'message' as const,
  role: 'assistant' as const,
  model: told.model,
  content: writeContent(told.reply, told.call),
  container: null,
  diagnostics: null,
  stop_reason: stopReason[told.reply.finish],
  stop_sequence: null,
  stop_details: null,
  usage: writeUsage(told.reply, told.isCached),
})

const stopReason = { stop: 'end_turn', length: 'max_tokens', tool: 'tool_use' } as const

const writeContent = (reply: Reply, call: Call) => {
  const thinking = {
    type: 'thinking' as const,
    thinking: reply.reasoning.join(''),
    signature: Buffer.from(`simulated for ${call.account}`).toString('base64'),
  }
  return [...(reply.reasoning.length === 0 ? [] : [thinking]), writeAnswerBlock(reply, call)]
}

const writeAnswerBlock = (reply: Reply, call: Call) => {
  if (reply.toolCall === undefined) {
    return { type: 'text' as const, text: reply.text.join(''), citations: null }
  }
  return {
    type: 'tool_use' as const,
    id: `toolu_simulated_${call.serial}`,
    caller: { type: 'direct' as const },
    name: reply.toolCall.name,
    input: reply.toolCall.input,
  }
}

/** Disjoint: what is read from the cache or written to it is not in `input_tokens`. */
const writeUsage = (reply: Reply, isCached: boolean) => {
  const fresh = reply.inputTokens - reply.cachedTokens
  const written = isCached ? fresh : 0
  return {
    input_tokens: fresh - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: reply.cachedTokens,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    output_tokens: reply.outputTokens + reply.reasoningTokens,
    output_tokens_details: { thinking_tokens: reply.reasoningTokens },
    server_tool_use: null,
    service_tier: 'standard' as const,
    inference_geo: null,
    speed: null,
  }
}
