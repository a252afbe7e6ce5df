import { fromText } from '../../src/protocol/bytes.ts'
import { protocols } from '../../src/protocol/index.ts'
import type { Framing, Protocol } from '../../src/protocol/protocol.ts'

/** A whole stream of each protocol and framing, event by event as it stands on the wire. */
export type StreamSample = {
  readonly name: string
  readonly protocol: Protocol
  readonly framing: Framing
  /** Say nothing yet. */
  readonly preamble: readonly string[]
  readonly content: readonly string[]
  readonly end: readonly string[]
  /** The upstream's error event. */
  readonly error: string
  /** What a client gets of it where that is more: what makes valid JSON of all that came before. */
  readonly toldError?: string
  /** An event that does not parse. */
  readonly malformed: string
}

const sse = (value: unknown, event = ''): string =>
  fromText(
    `${event === '' ? '' : `event: ${event}\n`}data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`,
  )

const chatChunk = (delta: object, finish: string | null = null): string =>
  sse({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })

const named = (type: string, fields: object = {}): string => sse({ type, ...fields }, type)

const candidate = (text: string, over: object = {}): object => ({
  candidates: [{ index: 0, content: { parts: [{ text }], role: 'model' }, ...over }],
})

export const usageEvent = sse({
  object: 'chat.completion.chunk',
  choices: [],
  usage: { prompt_tokens: 7, completion_tokens: 5 },
})

const chat: StreamSample = {
  name: 'openai-chat',
  protocol: protocols['openai-chat'],
  framing: 'sse',
  preamble: [': hello\n\n', chatChunk({ role: 'assistant', content: '' })],
  content: [
    chatChunk({ content: 'Grüße, ' }),
    chatChunk({ content: '🌍!' }),
    chatChunk({}, 'stop'),
  ],
  end: [sse('[DONE]')],
  error: sse({ error: { message: 'Overloaded.', type: 'server_error', code: null } }),
  malformed: sse('{"choices":['),
}

const responses: StreamSample = {
  name: 'openai-responses',
  protocol: protocols['openai-responses'],
  framing: 'sse',
  preamble: [named('response.created', { response: { id: 'r', status: 'in_progress' } })],
  content: [
    named('response.output_text.delta', { delta: 'Grüße, ' }),
    named('response.output_text.delta', { delta: '🌍!' }),
  ],
  end: [
    named('response.completed', {
      response: { status: 'completed', usage: { input_tokens: 7, output_tokens: 5 } },
    }),
  ],
  error: named('error', { code: 'server_error', message: 'Overloaded.' }),
  malformed: sse('{"type":', 'response.output_text.delta'),
}

const anthropic: StreamSample = {
  name: 'anthropic',
  protocol: protocols.anthropic,
  framing: 'sse',
  preamble: [
    named('message_start', { message: { content: [], usage: { input_tokens: 7 } } }),
    named('ping'),
    named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  ],
  content: [
    named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Grüße, ' } }),
    named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: '🌍!' } }),
    named('content_block_stop', { index: 0 }),
    named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } }),
  ],
  end: [named('message_stop')],
  error: named('error', { error: { type: 'api_error', message: 'Broken.' } }),
  malformed: sse('{"type":"content_block_delta"', 'content_block_delta'),
}

const geminiEvents = {
  content: [
    candidate('Grüße, '),
    {
      ...candidate('🌍!', { finishReason: 'STOP' }),
      usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 5 },
    },
  ],
  error: { error: { code: 500, message: 'Broken.', status: 'INTERNAL' } },
}

const geminiSse: StreamSample = {
  name: 'gemini as events',
  protocol: protocols.gemini,
  framing: 'sse',
  preamble: [],
  content: geminiEvents.content.map((event) => sse(event)),
  end: [],
  error: sse(geminiEvents.error),
  malformed: sse('{"candidates":['),
}

const element = (value: object): string => fromText(JSON.stringify(value))

const geminiArray: StreamSample = {
  name: 'gemini as an array',
  protocol: protocols.gemini,
  framing: 'json-array',
  preamble: [],
  content: geminiEvents.content.map(
    (event, index) => (index === 0 ? '[' : ',\r\n') + element(event),
  ),
  end: [']'],
  error: `,\r\n${element(geminiEvents.error)}`,
  toldError: `,\r\n${element(geminiEvents.error)}]`,
  malformed: ',\r\n{"candidates":nothing}',
}

export const streamSamples: readonly StreamSample[] = [
  chat,
  responses,
  anthropic,
  geminiSse,
  geminiArray,
]

export const chatStream = chat
export const anthropicStream = anthropic
export const arrayStream = geminiArray

export const wholeStream = ({ preamble, content, end }: StreamSample): string =>
  [...preamble, ...content, ...end].join('')
