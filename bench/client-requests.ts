import type { ProtocolId } from '../src/protocol/protocol.ts'

/** What a client of one protocol sends to ask for a few words. */
export type ClientRequest = { readonly path: string; readonly body: string }

export type Wish = {
  readonly model: string
  readonly isStreaming: boolean
  /** Told to the model: what makes one conversation another one. */
  readonly instructions: string
}

const question = 'Say in a few words what a railway switchyard is good for.'

const v1 = (path: string, body: object): ClientRequest => ({
  path: `/v1/${path}`,
  body: JSON.stringify(body),
})

const stream = ({ isStreaming }: Wish): object => (isStreaming ? { stream: true } : {})

const streamWithUsage = ({ isStreaming }: Wish): object =>
  isStreaming ? { stream: true, stream_options: { include_usage: true } } : {}

const gemini = ({ model, isStreaming, instructions }: Wish): ClientRequest => ({
  path: geminiPath(model, isStreaming),
  body: JSON.stringify({
    systemInstruction: { parts: [{ text: instructions }] },
    contents: [{ role: 'user', parts: [{ text: question }] }],
  }),
})

export const geminiPath = (model: string, isStreaming: boolean): string =>
  `/v1beta/models/${model}:${isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent'}`

const writers: Readonly<Record<ProtocolId, (wish: Wish) => ClientRequest>> = {
  'openai-chat': (wish) =>
    v1('chat/completions', {
      model: wish.model,
      messages: [
        { role: 'system', content: wish.instructions },
        { role: 'user', content: question },
      ],
      ...streamWithUsage(wish),
    }),
  'openai-responses': (wish) =>
    v1('responses', {
      model: wish.model,
      instructions: wish.instructions,
      input: [{ role: 'user', content: question }],
      ...stream(wish),
    }),
  'openai-completions': (wish) =>
    v1('completions', {
      model: wish.model,
      prompt: `${wish.instructions}\n${question}`,
      max_tokens: 500,
      ...streamWithUsage(wish),
    }),
  anthropic: (wish) =>
    v1('messages', {
      model: wish.model,
      max_tokens: 500,
      system: wish.instructions,
      messages: [{ role: 'user', content: question }],
      ...stream(wish),
    }),
  gemini,
}

export const smallRequest = (protocol: ProtocolId, wish: Wish): ClientRequest =>
  writers[protocol](wish)
