import Anthropic from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import { describe, expect, test } from 'bun:test'
import OpenAI from 'openai'
import type { Failure } from '../../src/ir/failure.ts'
import { protocols } from '../../src/protocol/index.ts'
import type { Protocol, ProtocolId } from '../../src/protocol/protocol.ts'
import { serveCanned } from '../support/canned-server.ts'
import { chatChunk } from '../support/notes.ts'

/** What a vendor's own client does with what we write. Each is asked for a stream and read to its end. */
type Client = {
  readonly protocol: Protocol
  /** Answers the texts it got; throws what the client throws. */
  readonly read: (url: string) => Promise<string[]>
  /** One event with the text `hi`, and those that must follow for a whole answer. */
  readonly begin: string
  readonly finish: string
}

const openAi = (url: string): OpenAI =>
  new OpenAI({ apiKey: 'k', baseURL: `${url}/v1`, maxRetries: 0 })

const clients: Record<ProtocolId, Client> = {
  'openai-chat': {
    protocol: protocols['openai-chat'],
    read: async (url) => {
      const stream = await openAi(url).chat.completions.create({
        model: 'm',
        messages: [],
        stream: true,
      })
      const chunks = await Array.fromAsync(stream)
      return chunks.map(({ choices }) => choices[0]?.delta.content ?? '')
    },
    begin: `data: ${chatChunk({ content: 'hi' })}\n\n`,
    finish: 'data: [DONE]\n\n',
  },
  'openai-completions': {
    protocol: protocols['openai-completions'],
    read: async (url) => {
      const stream = await openAi(url).completions.create({ model: 'm', prompt: '', stream: true })
      return (await Array.fromAsync(stream)).map(({ choices }) => choices[0]?.text ?? '')
    },
    begin: `data: ${JSON.stringify({ choices: [{ text: 'hi' }] })}\n\n`,
    finish: 'data: [DONE]\n\n',
  },
  'openai-responses': {
    protocol: protocols['openai-responses'],
    read: async (url) => {
      const stream = await openAi(url).responses.create({ model: 'm', input: '', stream: true })
      const events = await Array.fromAsync(stream)
      return events.flatMap((event) =>
        event.type === 'response.output_text.delta' ? [event.delta] : [],
      )
    },
    begin: `event: response.output_text.delta\ndata: ${JSON.stringify({ type: 'response.output_text.delta', delta: 'hi' })}\n\n`,
    finish: `event: response.completed\ndata: ${JSON.stringify({ type: 'response.completed', response: { output: [] } })}\n\n`,
  },
  anthropic: {
    protocol: protocols.anthropic,
    read: async (url) => {
      const client = new Anthropic({ apiKey: 'k', baseURL: url, maxRetries: 0 })
      const stream = await client.messages.create({
        model: 'm',
        max_tokens: 1,
        messages: [],
        stream: true,
      })
      const events = await Array.fromAsync(stream)
      return events.flatMap((event) =>
        event.type === 'content_block_delta' && event.delta.type === 'text_delta'
          ? [event.delta.text]
          : [],
      )
    },
    begin: `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } })}\n\n`,
    finish: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  },
  gemini: {
    protocol: protocols.gemini,
    read: async (url) => {
      const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: url } })
      const stream = await client.models.generateContentStream({ model: 'm', contents: 'x' })
      return (await Array.fromAsync(stream)).map(({ text }) => text ?? '')
    },
    begin: `data: ${JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] } }] })}\n\n`,
    finish: '',
  },
}
const named = Object.entries(clients)

const failure = (status: number): Failure => ({
  kind: 'transient',
  code: 'upstream_reset',
  status,
  message: 'Größe "5 €"',
})

const stream = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'text/event-stream' } })

const caught = async (reading: Promise<unknown>): Promise<unknown> => {
  try {
    return await reading
  } catch (error) {
    return error
  }
}

const raisedBy = async ({ protocol, read }: Client, status: number): Promise<unknown> => {
  const { body, headers } = protocol.writeFailure(
    { ...failure(status), retryAfterMs: 1_500 },
    'request-1',
  )
  await using server = serveCanned(() => new Response(body, { status, headers }))
  return await caught(read(server.url))
}

describe("the vendors' own clients raise our failures as theirs", () => {
  test.each([
    [400, OpenAI.BadRequestError, Anthropic.BadRequestError],
    [401, OpenAI.AuthenticationError, Anthropic.AuthenticationError],
    [403, OpenAI.PermissionDeniedError, Anthropic.PermissionDeniedError],
    [404, OpenAI.NotFoundError, Anthropic.NotFoundError],
    [429, OpenAI.RateLimitError, Anthropic.RateLimitError],
    [500, OpenAI.InternalServerError, Anthropic.InternalServerError],
    [503, OpenAI.InternalServerError, Anthropic.ServiceUnavailableError],
    [529, OpenAI.InternalServerError, Anthropic.OverloadedError],
  ])('status %i', async (status, openAiError, anthropicError) => {
    const raised = await Promise.all(named.map(([, client]) => raisedBy(client, status)))
    expect(raised.map((error) => (error instanceof Error ? error.constructor : error))).toEqual([
      openAiError,
      openAiError,
      openAiError,
      anthropicError,
      ApiError,
    ])
    expect(raised).toEqual(raised.map(() => expect.objectContaining({ status })))
  })

  test('OpenAI: with message, code, type and request id', async () => {
    expect(await raisedBy(clients['openai-chat'], 429)).toMatchObject({
      message: '429 Größe "5 €"',
      code: 'upstream_reset',
      type: 'rate_limit_error',
      requestID: 'request-1',
    })
  })

  test('Anthropic: with message, type and request id', async () => {
    expect(await raisedBy(clients.anthropic, 429)).toMatchObject({
      apiMessage: 'Größe "5 €"',
      type: 'rate_limit_error',
      requestID: 'request-1',
    })
  })

  test('Google: with the whole body as message', async () => {
    const raised = await raisedBy(clients.gemini, 429)
    expect(JSON.parse(raised instanceof Error ? raised.message : '')).toMatchObject({
      error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Größe "5 €"' },
    })
  })
})

describe("the vendors' own clients and a stream", () => {
  test.each(named)('%s: raises our error event after what it has got', async (_name, client) => {
    const ending = client.protocol.writeStreamFailure(failure(502), 'request-1', {
      framing: 'sse',
      isFirst: false,
    })
    await using server = serveCanned(() => stream(client.begin + ending))
    const raised = await caught(client.read(server.url))
    expect(raised).toBeInstanceOf(Error)
    expect(JSON.stringify(raised) + String(raised)).toContain('Größe')
  })

  test.each(named)('%s: takes no heartbeat for an event', async (_name, client) => {
    const beat = client.protocol.heartbeat('sse')
    await using server = serveCanned(() =>
      stream(beat + beat + client.begin + beat + client.finish + beat),
    )
    expect((await client.read(server.url)).join('')).toBe('hi')
  })
})
