import type { Clock } from '../actor/clock.ts'
import type { Random } from '../actor/random.ts'
import type { Failure } from '../ir/failure.ts'
import { toBytes } from '../protocol/bytes.ts'
import type { Protocol } from '../protocol/protocol.ts'
import { corsHeaders, type CorsPolicy } from './cors.ts'
import { readRequestIds } from './request/request-id.ts'

/** One HTTP request as every route sees it, before anything of it is judged. */
export type Call = {
  readonly request: Request
  readonly method: string
  /** As the client wrote it, escapes included. */
  readonly path: string
  /** Without `?`; may hold a key, so it is written nowhere. */
  readonly query: string
  /** What errors are written in. */
  readonly protocol: Protocol
  readonly requestId: string
  readonly correlationId: string
  /** Headers of whatever answer it gets: its ids, and what a browser needs to read it. */
  readonly headers: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** The same instant on the monotonic clock. */
  readonly startedMonotonic: number
}

export type CallOptions = {
  readonly clock: Clock
  readonly random: Random
  readonly cors: CorsPolicy
  readonly protocol: Protocol
}

export const openCall = (request: Request, options: CallOptions): Call => {
  const { requestId, correlationId } = readRequestIds(request.headers, options.random)
  const { path, query } = splitUrl(request.url)
  return {
    request,
    method: request.method,
    path,
    query,
    protocol: options.protocol,
    requestId,
    correlationId,
    headers: Object.assign(
      { 'x-request-id': requestId, 'x-correlation-id': correlationId },
      corsHeaders(options.cors, request.headers),
    ),
    startedAt: options.clock.now(),
    startedMonotonic: options.clock.monotonic(),
  }
}

/** Path and query of an absolute URL. Cheaper than `URL`, which takes apart what nobody asks for. */
export const splitUrl = (url: string): { readonly path: string; readonly query: string } => {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  if (start < 0) return { path: '/', query: '' }
  const mark = url.indexOf('?', start)
  if (mark < 0) return { path: url.slice(start), query: '' }
  return { path: url.slice(start, mark), query: url.slice(mark + 1) }
}

/** An answer, and how many bytes its body has. */
export type Answer = { readonly response: Response; readonly bytes: number }

/** A failure as the whole answer of a call. */
export const answerFailure = (
  call: Call,
  failure: Failure,
  headers: Readonly<Record<string, string>> = {},
): Answer => {
  const written = call.protocol.writeFailure(failure, call.requestId)
  const body = toBytes(written.body)
  const response = new Response(body, {
    status: written.status,
    headers: { ...written.headers, ...headers, ...call.headers },
  })
  return { response, bytes: body.byteLength }
}

export const answerJson = (call: Call, text: string, status = 200): Answer => {
  const body = Buffer.from(text)
  const response = new Response(body, {
    status,
    headers: { 'content-type': 'application/json', ...call.headers },
  })
  return { response, bytes: body.byteLength }
}
