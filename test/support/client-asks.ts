import type { ProtocolId } from '../../src/protocol/protocol.ts'

/** What a client of each protocol sends, and how it is told that its stream is complete, or broke off. */
export type ClientAsk = {
  readonly protocol: ProtocolId
  request(model: string, isStreaming: boolean): readonly [path: string, body: object]
  /** The last event of a whole stream. */
  readonly ending: RegExp
  /** The last event of one that could not be completed. */
  readonly failure: RegExp
}

const words = 'Say something.'

export const clientAsks: readonly ClientAsk[] = [
  {
    protocol: 'openai-chat',
    request: (model, stream) => [
      '/v1/chat/completions',
      { model, stream, messages: [{ role: 'user', content: words }] },
    ],
    ending: /data: \[DONE\]\n\n$/,
    failure: /data: \{"error":\{[^\n]*\n\n$/,
  },
  {
    protocol: 'openai-responses',
    request: (model, stream) => ['/v1/responses', { model, stream, input: words }],
    ending: /event: response\.completed\ndata: [^\n]*\n\n$/,
    failure: /event: error\ndata: \{"type":"error"[^\n]*\n\n$/,
  },
  {
    protocol: 'openai-completions',
    request: (model, stream) => ['/v1/completions', { model, stream, prompt: words }],
    ending: /data: \[DONE\]\n\n$/,
    failure: /data: \{"error":\{[^\n]*\n\n$/,
  },
  {
    protocol: 'anthropic',
    request: (model, stream) => [
      '/v1/messages',
      { model, stream, max_tokens: 4_000, messages: [{ role: 'user', content: words }] },
    ],
    ending: /event: message_stop\ndata: [^\n]*\n\n$/,
    failure: /event: error\ndata: \{"type":"error"[^\n]*\n\n$/,
  },
  {
    protocol: 'gemini',
    request: (model, stream) => [
      `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
      { contents: [{ role: 'user', parts: [{ text: words }] }] },
    ],
    ending: /data: [^\n]*"finishReason":"STOP"[^\n]*\r?\n\r?\n$/,
    failure: /data: \{"error":\{[^\n]*\r?\n\r?\n$/,
  },
]
