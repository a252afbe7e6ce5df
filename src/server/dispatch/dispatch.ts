import type { Dispatch } from '../../exchange/messages.ts'
import { streamedOperations, type Framing, type Operation } from '../../protocol/protocol.ts'
import { writePrefixes } from '../../ir/prefix.ts'
import { writeReferences } from '../../ir/reference.ts'
import { readPrefixes } from '../../protocol/prefix-marks.ts'
import { backgroundModel } from './background-task.ts'
import { readBody } from '../request/body.ts'
import type { Envelope, EnvelopeResult } from '../request/envelope.ts'
import type { Progress } from './facts.ts'
import { forwardedHeaders, forwardedQuery } from '../request/forwarded-headers.ts'
import { noteLeft, refuse, type Front } from '../front.ts'
import { OpenExchange } from './open-exchange.ts'
import { encodedBody, shuttingDown, tooLarge } from '../refusal.ts'
import { UploadBody } from '../request/upload-body.ts'
import { readSession } from '../request/session.ts'
import { readWishes, type Wishes } from '../request/wishes.ts'

/** What a route knows of a request before its body is read. */
export type Asked = {
  readonly operation: Operation
  /** The channel of a scoped path, else empty. */
  readonly scope: string
  readonly framing: Framing
  /** The id of what it is about, which an upstream keeps. */
  readonly resource?: string
  /** The one account that it is for, as an address of ours has told: then its query is ours as well. */
  readonly account?: string
  /** A body of that many bytes passes through; a smaller one, or one of unknown length, is read first. */
  readonly passesFrom?: number
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
  const encoding = progress.call.request.headers.get('content-encoding') ?? 'identity'
  if (encoding !== 'identity') return refuse(front, progress, encodedBody(encoding))
  const { maxBodyBytes, maxUploadBytes } = front.policy()
  const { passesFrom = Number.POSITIVE_INFINITY } = asked
  const announced = announcedBytes(progress.call.request)
  if (announced >= passesFrom) {
    if (announced > maxUploadBytes)
      return refuse(front, progress, tooLarge(maxUploadBytes, 'global.max_upload_size'))
    const upload = new UploadBody(front, progress, announced)
    return dispatch(front, progress, { asked, body: '', upload })
  }
  const read = await readBody(progress.call.request, maxBodyBytes)
  switch (read.type) {
    case 'broken':
      return noteLeft(front, progress)
    case 'too-large':
      return refuse(front, progress, tooLarge(maxBodyBytes))
    case 'read':
      progress.bytesIn = read.body.length
      return dispatch(front, progress, { asked, body: read.body, upload: undefined })
    default:
      return read satisfies never
  }
}

/** 0: nothing comes, or as much as comes. */
const announcedBytes = ({ headers }: Request): number => Number(headers.get('content-length') ?? 0)

type Read = {
  readonly asked: Asked
  readonly body: string
  /** In place of `body`. */
  readonly upload: UploadBody | undefined
}

const dispatch = (
  front: Front,
  progress: Progress,
  { asked, body, upload }: Read,
): Response | Promise<Response> => {
  if (front.isDraining) return refuse(front, progress, shuttingDown())
  const result = asked.readEnvelope(body)
  if (result.type === 'refused') return refuse(front, progress, result.failure)
  const { envelope } = result
  progress.model = envelope.model
  progress.isStreaming = envelope.isStreaming && streamedOperations.has(asked.operation)
  const { request } = progress.call
  const wished = readWishes(request.headers, progress.isStreaming)
  if (wished.type === 'refused') return refuse(front, progress, wished.failure)
  if (request.signal.aborted) return noteLeft(front, progress)
  // A model may think for minutes before its first byte, and between two.
  front.holdOpen(request)
  const entry = new OpenExchange(front, progress, { framing: asked.framing, upload })
  front.exchanges.add(progress.exchange, entry)
  request.signal.addEventListener('abort', () => entry.leave(), { once: true })
  const model = modelFor(front, progress, { asked, envelope, body })
  front.relay.dispatch(
    writeDispatch(progress, {
      asked,
      envelope,
      model,
      prefixes: prefixesOf(front, progress, { asked, envelope, body }),
      body,
      bodyBytes: upload?.bytes ?? -1,
      wishes: wished.wishes,
      replyTo: front.replyTo,
    }),
  )
  return entry.response
}

/** Nearly always the client's own: the operator may have another model do an agent's small tasks. */
const modelFor = (
  front: Front,
  { call }: Progress,
  { asked, envelope, body }: Pick<DispatchParts, 'asked' | 'envelope' | 'body'>,
): string => {
  const { model } = envelope
  const tasks = asked.operation === 'generate' ? front.policy().backgroundTasks : []
  return tasks.length === 0
    ? model
    : (backgroundModel({ protocol: call.protocol.id, model, body }, tasks) ?? model)
}

type DispatchParts = Pick<Dispatch, 'body' | 'bodyBytes' | 'replyTo' | 'model' | 'prefixes'> & {
  readonly asked: Asked
  readonly envelope: Envelope
  readonly wishes: Wishes
}

const writeDispatch = (
  { exchange, call, client, isStreaming }: Progress,
  { asked, envelope, model, prefixes, body, bodyBytes, wishes, replyTo }: DispatchParts,
): Dispatch => ({
  type: 'dispatch',
  exchange,
  requestId: call.requestId,
  user: client.user,
  protocol: call.protocol.id,
  operation: asked.operation,
  scope: asked.scope,
  model,
  isStreaming,
  framing: asked.framing,
  session: readSession({
    headers: call.request.headers,
    body,
    scan: envelope.scan,
    user: `${client.user}/${client.key}`,
    isConversation: asked.operation === 'generate',
  }),
  query: asked.account === undefined ? forwardedQuery(call.query) : '',
  headers: forwardedHeaders(call.request.headers, envelope.formType),
  body,
  modelStart: envelope.modelStart,
  modelEnd: envelope.modelEnd,
  resource: asked.resource ?? '',
  account: asked.account ?? '',
  bodyBytes,
  references: writeReferences(call.protocol.stored?.readReferences(body, envelope.scan) ?? []),
  prefixes,
  urgency: wishes.urgency,
  timeoutMs: wishes.timeoutMs,
  replyTo,
})

/** A count or an embedding leaves nothing in a cache. */
const prefixesOf = (
  front: Front,
  { call }: Progress,
  { asked, envelope, body }: Pick<DispatchParts, 'asked' | 'envelope' | 'body'>,
): string => {
  const { prompt } = call.protocol
  return prompt === undefined || asked.operation !== 'generate' || !front.policy().readsPrefixes
    ? ''
    : writePrefixes(readPrefixes(prompt, body, envelope.scan))
}
