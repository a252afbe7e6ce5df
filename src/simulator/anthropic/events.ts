/** The event sequence of a message stream: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
import type { StreamAnswer, StreamPiece } from '../answer.ts'
import type { Reply } from '../reply.ts'
import { anthropicError } from './error.ts'
import type { Message } from './message.ts'

type Block = Message['content'][number]

export const streamMessage = (message: Message, reply: Reply): StreamAnswer => ({
  type: 'stream',
  framing: 'sse',
  lineEnding: '\n',
  pieces: writeEvents(message, reply).map(toPiece),
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

export const writeEvents = (message: Message, reply: Reply) => {
  const { usage, stop_reason, ...frame } = message
  const started = {
    ...frame,
    content: [],
    stop_reason: null,
    usage: { ...usage, output_tokens: 1 },
  }
  return [
    { type: 'message_start' as const, message: started },
    { type: 'ping' as const },
    ...message.content.flatMap((block, index) => writeBlock(block, index, reply)),
    {
      type: 'message_delta' as const,
      delta: { stop_reason, stop_sequence: null, stop_details: null, container: null },
      usage: {
        input_tokens: usage.input_tokens,
        cache_creation_input_tokens: usage.cache_creation_input_tokens,
        cache_read_input_tokens: usage.cache_read_input_tokens,
        output_tokens: usage.output_tokens,
        output_tokens_details: usage.output_tokens_details,
        server_tool_use: null,
      },
    },
    { type: 'message_stop' as const },
  ]
}

const writeBlock = (block: Block, index: number, reply: Reply) => [
  { type: 'content_block_start' as const, index, content_block: emptied(block) },
  ...deltasOf(block, reply).map((delta) => ({
    type: 'content_block_delta' as const,
    index,
    delta,
  })),
  { type: 'content_block_stop' as const, index },
]

const emptied = (block: Block): Block => {
  switch (block.type) {
    case 'text':
      return { ...block, text: '' }
    case 'thinking':
      return { ...block, thinking: '', signature: '' }
    case 'tool_use':
      return { ...block, input: {} }
    default:
      return block satisfies never
  }
}

type Delta =
  | { readonly type: 'text_delta'; readonly text: string }
  | { readonly type: 'thinking_delta'; readonly thinking: string }
  | { readonly type: 'signature_delta'; readonly signature: string }
  | { readonly type: 'input_json_delta'; readonly partial_json: string }

const deltasOf = (block: Block, reply: Reply): readonly Delta[] => {
  switch (block.type) {
    case 'text':
      return reply.text.map((text) => ({ type: 'text_delta', text }))
    case 'thinking':
      return [
        ...reply.reasoning.map((thinking) => ({ type: 'thinking_delta' as const, thinking })),
        { type: 'signature_delta', signature: block.signature },
      ]
    case 'tool_use': {
      const text = JSON.stringify(block.input)
      const middle = Math.ceil(text.length / 2)
      return ['', text.slice(0, middle), text.slice(middle)].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }))
    }
    default:
      return block satisfies never
  }
}
