/** The event sequence of a message stream: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
import type { StreamAnswer, StreamPiece } from '../answer.ts'
import { splitTokens } from '../reply.ts'
import { anthropicError } from './error.ts'
import type { Block } from './content.ts'
import type { Message } from './message.ts'

export const streamMessage = (message: Message): StreamAnswer => ({
  type: 'stream',
  framing: 'sse',
  lineEnding: '\n',
  pieces: writeEvents(message).map(toPiece),
  failure: (refusal) => [toPiece(anthropicError(refusal))],
})

const toPiece = (event: { readonly type: string }): StreamPiece => ({
  phase: phaseOf(event.type),
  event: event.type,
  data: JSON.stringify(event),
})

const phaseOf = (type: string): StreamPiece['phase'] => {
  if (type === 'message_stop') return 'end'
  const isPreamble = type === 'message_start' || type === 'content_block_start' || type === 'ping'
  return isPreamble ? 'preamble' : 'content'
}

export const writeEvents = (message: Message) => {
  const { usage, stop_reason, stop_sequence, stop_details, ...frame } = message
  const started = {
    ...frame,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: { ...usage, output_tokens: 1 },
  }
  return [
    { type: 'message_start' as const, message: started },
    { type: 'ping' as const },
    ...message.content.flatMap(writeBlock),
    {
      type: 'message_delta' as const,
      delta: { stop_reason, stop_sequence, stop_details, container: null },
      usage: {
        input_tokens: usage.input_tokens,
        cache_creation_input_tokens: usage.cache_creation_input_tokens,
        cache_read_input_tokens: usage.cache_read_input_tokens,
        output_tokens: usage.output_tokens,
        output_tokens_details: usage.output_tokens_details,
        server_tool_use: usage.server_tool_use,
      },
    },
    { type: 'message_stop' as const },
  ]
}

const writeBlock = (block: Block, index: number) => [
  { type: 'content_block_start' as const, index, content_block: emptied(block) },
  ...deltasOf(block).map((delta) => ({
    type: 'content_block_delta' as const,
    index,
    delta,
  })),
  { type: 'content_block_stop' as const, index },
]

/** A block as it is announced: what comes in pieces is not in it yet, a result is there at once. */
const emptied = (block: Block) => {
  switch (block.type) {
    case 'text':
      return { ...block, text: '', citations: block.citations === null ? null : [] }
    case 'thinking':
      return { ...block, thinking: '', signature: '' }
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: {} }
    case 'redacted_thinking':
    case 'web_search_tool_result':
      return block
    default:
      return block satisfies never
  }
}

type Citation = NonNullable<Extract<Block, { type: 'text' }>['citations']>[number]

type Delta =
  | { readonly type: 'text_delta'; readonly text: string }
  | { readonly type: 'citations_delta'; readonly citation: Citation }
  | { readonly type: 'thinking_delta'; readonly thinking: string }
  | { readonly type: 'signature_delta'; readonly signature: string }
  | { readonly type: 'input_json_delta'; readonly partial_json: string }

const deltasOf = (block: Block): readonly Delta[] => {
  switch (block.type) {
    case 'text':
      return [
        ...(block.citations ?? []).map((citation) => ({
          type: 'citations_delta' as const,
          citation,
        })),
        ...splitTokens(block.text).map((text) => ({ type: 'text_delta' as const, text })),
      ]
    case 'thinking':
      return [
        ...splitTokens(block.thinking).map((thinking) => ({
          type: 'thinking_delta' as const,
          thinking,
        })),
        { type: 'signature_delta', signature: block.signature },
      ]
    case 'tool_use':
    case 'server_tool_use': {
      const text = JSON.stringify(block.input)
      const middle = Math.ceil(text.length / 2)
      return ['', text.slice(0, middle), text.slice(middle)].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }))
    }
    case 'redacted_thinking':
    case 'web_search_tool_result':
      return []
    default:
      return block satisfies never
  }
}
