import { fromText } from '../../protocol/bytes.ts'
import { protocols } from '../../protocol/index.ts'
import { holdsProofs, refusesProofs } from '../../protocol/proof-refusal.ts'
import { scanTopLevel } from '../../protocol/json-scan.ts'
import { isObject, parseText } from '../../protocol/json.ts'
import type { Operation } from '../../protocol/protocol.ts'
import { isOfTheRequest, proofsRefused, type Failure } from '../../ir/failure.ts'
import { mergeUsage } from '../../ir/usage.ts'
import type { Answering } from '../../translation/index.ts'
import { isUpload } from '../../protocol/upload.ts'
import { isUponStored } from '../../protocol/upon-stored.ts'
import type { AttemptContext } from '../attempt-context.ts'
import { passesUntouched } from '../plan/call-plan.ts'
import type { Conversion } from '../conversion/conversion.ts'
import { lacksCounter, noCounter } from './count.ts'
import { answerHeaders } from './headers.ts'
import type { Order } from '../messages.ts'
import { failed, type Outcome } from '../outcome.ts'
import { streamSide, wholeSide } from './translated-passage.ts'
import { tellMade, tellOwnId } from './tell-made.ts'
import { PROXY_AUTHENTICATION_REQUIRED, proxyRefused } from '../egress/unreachable.ts'
import { upstreamFailure } from './upstream-failure.ts'
import { withoutKey } from './without-key.ts'
import { readWholeBody } from './whole-body.ts'

/**
 * A whole answer: read to its end before the client sees anything of it, so that a body that breaks off can
 * still be asked for elsewhere.
 */
export const readAnswer = async (
  context: AttemptContext,
  response: Response,
  startedAt: number,
): Promise<Outcome> => {
  const { order, plan, grant, sink, clock, breaker, measures } = context
  const body = await readWholeBody(response)
  if (body === undefined) return failed(context, tooLarge)
  measures.firstEventMs = clock.monotonic() - startedAt
  measures.upstreamBytes = body.length
  const failure = isAnswer(context, response)
    ? hiddenFailure(context, response, body)
    : refusal(context, response, body)
  if (failure !== undefined && isAboutProofs(order, failure))
    return failed(context, { ...failure, code: proofsRefused })
  if (plan.answering !== undefined && failure === undefined)
    return showTranslated(context, response, { answering: plan.answering, body })
  if (plan.conversion !== undefined && failure === undefined)
    return showConverted(context, response, { conversion: plan.conversion, body })
  if (failure !== undefined && !mayPass(context, failure, body)) return failed(context, failure)
  if (failure === undefined) tellMade(context, body)
  breaker.isCommitted = true
  measures.usage = protocols[order.protocol].readUsage(order.operation, body) ?? {}
  sink.answer(
    {
      status: response.status,
      headers: answerHeaders(context, response.headers),
      body: failure === undefined ? body : withoutKey(grant, body),
    },
    measures,
  )
  return failure === undefined
    ? { type: 'served', measures }
    : { type: 'refused', failure, measures }
}

/** It can be asked without them, then. */
const isAboutProofs = ({ operation, dropsProofs, body }: Order, failure: Failure): boolean =>
  mayHoldProofs.has(operation) && !dropsProofs && refusesProofs(failure) && holdsProofs(body)

const mayHoldProofs: ReadonlySet<Operation> = new Set(['generate', 'count-tokens'])

/** To what brings a part of an upload 308 says "go on", and leads nowhere. */
const isAnswer = ({ order }: AttemptContext, { ok, status, headers }: Response): boolean =>
  ok || (order.operation === 'put-upload' && status === 308 && !headers.has('location'))

type Translated = { readonly answering: Answering; readonly body: string }

/** A whole answer of another protocol, for a client that waits for a whole one or for a stream. */
const showTranslated = (
  context: AttemptContext,
  response: Response,
  { answering, body }: Translated,
): Outcome => {
  const { order, sink, breaker, measures } = context
  const content = parseText(body)
  const events = isObject(content) ? answering.read(content) : undefined
  if (events === undefined) return failed(context, malformed)
  const side = order.isStreaming ? streamSide(answering) : wholeSide(answering)
  const data = fromText(events.map((event) => side.take(event)).join(''))
  for (const event of events)
    if (event.type === 'usage') measures.usage = mergeUsage(measures.usage, event.usage)
  breaker.isCommitted = true
  tellOwnId(context, data)
  const headers = answerHeaders(context, response.headers)
  if (order.isStreaming) sink.open(response.status, headers, data)
  else sink.answer({ status: response.status, headers, body: data }, measures)
  return { type: 'served', measures }
}

type ConvertedBody = { readonly conversion: Conversion; readonly body: string }

/** A whole answer to what is no conversation. */
const showConverted = (
  context: AttemptContext,
  response: Response,
  { conversion, body }: ConvertedBody,
): Outcome => {
  const { order, plan, sink, breaker, measures } = context
  const content = parseText(body)
  const turned = isObject(content) ? conversion.turn(content) : undefined
  if (turned === undefined) return failed(context, malformed)
  const { outcome, usage } = turned
  measures.usage = usage
  if (outcome.type === 'failure') return failed(context, outcome.failure)
  breaker.isCommitted = true
  const warnings = [...plan.warnings, ...turned.warnings]
  const headers = answerHeaders({ ...context, plan: { ...plan, warnings } }, response.headers)
  if (order.isStreaming) sink.open(response.status, headers, outcome.body)
  else sink.answer({ status: response.status, headers, body: outcome.body }, measures)
  return { type: 'served', measures }
}

/**
 * An upstream's refusal of the request may be shown to the client as it is. The page or bare words of something on the way
 * are no error of any protocol: the client reads ours instead.
 */
const mayPass = ({ plan }: AttemptContext, failure: Failure, body: string): boolean =>
  isOfTheRequest(failure) &&
  failure !== noCounter &&
  passesUntouched(plan) &&
  parseText(body) !== undefined

const refusal = (context: AttemptContext, response: Response, body: string): Failure => {
  if (response.status < 400) return redirected(response.status)
  if (lacksCounter(context, response, body)) return noCounter
  return response.status === PROXY_AUTHENTICATION_REQUIRED
    ? proxyRefused
    : upstreamFailure(context, response, protocols[context.plan.target.protocol].readError(body))
}

/** The next account's answer would be as large, so nobody else is asked. */
const tooLarge: Failure = {
  kind: 'client',
  code: 'upstream_answer_too_large',
  status: 502,
  message:
    'the upstream answered with more than can be passed on at once: ask for a stream, or for less',
}

/** What was asked is done, and there is nothing to say of it. */
const NO_CONTENT = 204

/** A 200 whose body is an error, or is no JSON at all, is not an answer. */
const hiddenFailure = (
  context: AttemptContext,
  response: Response,
  body: string,
): Failure | undefined => {
  if (response.status === NO_CONTENT && isUponStored(context.order.operation)) return undefined
  // What a file says is not said by its upstream; of an upload the headers tell all.
  const { operation } = context.order
  if (operation === 'download' || (body === '' && isUpload(operation))) return undefined
  const contentType = response.headers.get('content-type') ?? ''
  if (!contentType.includes('json')) {
    const isMissing = body === '' && !mayBeEmpty.has(operation)
    return contentType.includes('html') || isMissing ? malformed : undefined
  }
  const scan = scanTopLevel(body, ['error', 'object'])
  if (!scan.isComplete) return malformed
  const error = scan.spans.get('error')
  if (error === undefined || body.startsWith('null', error.start)) return undefined
  // A response that failed is told as it is to those who read responses.
  if (scan.spans.has('object') && passesUntouched(context.plan)) return undefined
  return upstreamFailure(context, response, protocols[context.plan.target.protocol].readError(body))
}

/** Nothing was said in the recording, and the answer is plain text. */
const mayBeEmpty: ReadonlySet<Operation> = new Set(['transcribe', 'translate-speech'])

const malformed: Failure = {
  kind: 'transient',
  code: 'upstream_malformed',
  status: 502,
  message: 'the upstream answered with something that is not an answer of its protocol',
}

const redirected = (status: number): Failure => ({
  kind: 'transient',
  code: 'upstream_redirect',
  status: 502,
  message: `the upstream answered with a redirect (${status}), which is not followed: check the base_url of the channel`,
})
