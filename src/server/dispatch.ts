import type { Framing, Operation } from '../protocol/protocol.ts'
import { readBody } from './body.ts'
import type { RouteContext } from './endpoint.ts'
import type { EnvelopeResult } from './envelope.ts'
import type { Progress } from './facts.ts'
import { forwardedHeaders, forwardedQuery } from './forwarded-headers.ts'
import { recordEnd, refuse, type Front } from './front.ts'
import { OpenExchange } from './open-exchange.ts'
import { shuttingDown, tooLarge } from './refusal.ts'
import { readSession } from './session.ts'

/** What a route knows of a request before its body is read. */
export type Asked = {
  readonly operation: Operation
  /** The channel of a scoped path, else empty. */
  readonly scope: string
  readonly framing: Framing
  readonly server: RouteContext['server']
  readonly readEnvelope: (body: string) => EnvelopeResult
}

/** Reads the request, hands it over, and answers with what comes back: whole, or as it comes. */
export const relayExchange = async (
  front: Front,
  progress: Progress,
  asked: Asked,
): Promise<Response> => {
  progress.operation = asked.operation
  progress.scope = asked.scope
  if (front.isDraining) return refuse(front, progress, shuttingDown())
  const { maxBodyBytes } = front.policy()
  const read = await readBody(progress.call.request, maxBodyBytes)
  switch (read.type) {
    case 'broken':
      return noteLeft(front, progress)
    case 'too-large':
      return refuse(front, progress, tooLarge(maxBodyBytes))
    case 'read':
      return dispatch(front, progress, { ...asked, body: read.body })
    default:
      return read satisfies never
  }
}

/** Nobody is left to answer. */
const noteLeft = (front: Front, progress: Progress): Response => {
  recordEnd(front, progress, { outcome: 'cancelled', status: 499, failureCode: '', bytesOut: 0 })
  return new Response(null, { status: 499 })
}

const dispatch = (
  front: Front,
  progress: Progress,
  asked: Asked & { readonly body: string },
): Response | Promise<Response> => {
  const { body, operation } = asked
  progress.bytesIn = body.length
  const result = asked.readEnvelope(body)
  if (result.type === 'refused') return refuse(front, progress, result.failure)
  const { model, modelStart, modelEnd, isStreaming, scan } = result.envelope
  progress.model = model
  progress.isStreaming = isStreaming && operation === 'generate'
  const { exchange, call, client } = progress
  const { headers, signal } = call.request
  if (signal.aborted) return noteLeft(front, progress)
  // A model may think for minutes before its first byte, and between two.
  asked.server?.timeout(call.request, 0)
  const entry = new OpenExchange(front, progress, asked.framing)
  front.exchanges.add(exchange, entry)
  signal.addEventListener('abort', () => entry.leave(), { once: true })
  front.relay.dispatch({
    type: 'dispatch',
    exchange,
    requestId: call.requestId,
    user: client.user,
    protocol: call.protocol.id,
    operation,
    scope: asked.scope,
    model,
    isStreaming: progress.isStreaming,
    framing: asked.framing,
    session: readSession({
      headers,
      body,
      scan,
      user: `${client.user}/${client.key}`,
      isConversation: operation === 'generate',
    }),
    query: forwardedQuery(call.query),
    headers: forwardedHeaders(headers),
    body,
    modelStart,
    modelEnd,
    replyTo: front.replyTo,
  })
  return entry.response
}
