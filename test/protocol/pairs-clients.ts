import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI, type Part } from '@google/genai'
import OpenAI from 'openai'
import type { ProtocolId } from '../../src/protocol/protocol.ts'

/** What a program of a vendor's has understood of an answer. */
export type Understood = {
  readonly text: string
  /** Names and arguments. */
  readonly calls: readonly (readonly [string, unknown])[]
}

/** The official clients, all asking one server that says whatever it has been told to. */
export type OfficialClients = {
  /** What the client of a protocol makes of these bytes. */
  understand(protocol: ProtocolId, body: string, isStreaming: boolean): Promise<Understood>
  stop(): Promise<void>
}

export const openClients = (): OfficialClients => {
  const told = { body: '', contentType: '' }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => new Response(told.body, { headers: { 'content-type': told.contentType } }),
  })
  const url = `http://127.0.0.1:${server.port}`
  const readers = readersOf(url)
  return {
    understand: (protocol, body, isStreaming) => {
      told.body = body
      told.contentType = isStreaming ? 'text/event-stream' : 'application/json'
      const { stream, whole } = readers[protocol]
      return isStreaming ? stream() : whole()
    },
    stop: () => server.stop(true),
  }
}

type Readers = { stream(): Promise<Understood>; whole(): Promise<Understood> }

const readersOf = (url: string): Readonly<Record<ProtocolId, Readers>> => {
  const openai = new OpenAI({ baseURL: url, apiKey: 'k', maxRetries: 0 })
  const anthropic = new Anthropic({ baseURL: url, apiKey: 'k', maxRetries: 0 })
  const google = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: url } })
  return {
    'openai-chat': chatReaders(openai),
    'openai-responses': responsesReaders(openai),
    'openai-completions': completionsReaders(openai),
    anthropic: anthropicReaders(anthropic),
    gemini: geminiReaders(google),
  }
}

const chatReaders = ({ chat }: OpenAI): Readers => {
  const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
  const understood = ({ choices }: OpenAI.ChatCompletion): Understood => ({
    text: choices.map(({ message }) => message.content ?? message.refusal ?? '').join(''),
    calls: choices.flatMap(({ message }) =>
      (message.tool_calls ?? []).flatMap((call) =>
        call.type === 'function'
          ? [[call.function.name, parsed(call.function.arguments)] as const]
          : [[call.custom.name, call.custom.input] as const],
      ),
    ),
  })
  return {
    stream: async () => understood(await chat.completions.stream(request).finalChatCompletion()),
    whole: async () => understood(await chat.completions.create(request)),
  }
}

const responsesReaders = ({ responses }: OpenAI): Readers => {
  const request = { model: 'm', input: 'Hi' }
  const understood = ({ output }: Pick<OpenAI.Responses.Response, 'output'>): Understood => ({
    text: output
      .flatMap((item) => (item.type === 'message' ? item.content : []))
      .map((part) => (part.type === 'output_text' ? part.text : part.refusal))
      .join(''),
    calls: output.flatMap((item) => {
      if (item.type === 'custom_tool_call') return [[item.name, item.input] as const]
      return item.type === 'function_call' ? [[item.name, parsed(item.arguments)] as const] : []
    }),
  })
  return {
    stream: async () => understood(await responses.stream(request).finalResponse()),
    whole: async () => understood(await responses.create(request)),
  }
}

const completionsReaders = ({ completions }: OpenAI): Readers => {
  const request = { model: 'm', prompt: 'Hi' }
  const textOf = ({ choices }: OpenAI.Completion): string =>
    choices.map(({ text }) => text).join('')
  return {
    stream: async () => {
      const chunks = await Array.fromAsync(await completions.create({ ...request, stream: true }))
      return { text: chunks.map(textOf).join(''), calls: [] }
    },
    whole: async () => ({ text: textOf(await completions.create(request)), calls: [] }),
  }
}

const anthropicReaders = ({ messages }: Anthropic): Readers => {
  const request = {
    model: 'm',
    max_tokens: 1,
    messages: [{ role: 'user' as const, content: 'Hi' }],
  }
  const understood = ({ content }: Anthropic.Message): Understood => ({
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [[block.name, block.input] as const] : [],
    ),
  })
  return {
    stream: async () => understood(await messages.stream(request).finalMessage()),
    whole: async () => understood(await messages.create(request)),
  }
}

const geminiReaders = ({ models }: GoogleGenAI): Readers => {
  const request = { model: 'm', contents: 'Hi' }
  const understood = (parts: readonly Part[]): Understood => ({
    text: parts.map(({ text, thought }) => (thought === true ? '' : (text ?? ''))).join(''),
    calls: parts.flatMap(({ functionCall }) =>
      functionCall === undefined ? [] : [[functionCall.name ?? '', functionCall.args] as const],
    ),
  })
  return {
    stream: async () => {
      const chunks = await Array.fromAsync(await models.generateContentStream(request))
      return understood(chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []))
    },
    whole: async () => {
      const { candidates } = await models.generateContent(request)
      return understood(candidates?.[0]?.content?.parts ?? [])
    },
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
