import { protocols } from '../protocol/index.ts'
import { scanTopLevel } from '../protocol/json-scan.ts'
import { parseText } from '../protocol/json.ts'
import type { Failure } from '../ir/failure.ts'
import type { AttemptContext } from './attempt-context.ts'
import { answerHeaders } from './headers.ts'
import type { Outcome } from './outcome.ts'
import { upstreamFailure, withoutKey } from './upstream-failure.ts'
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
  const { order, grant, sink, clock, breaker, measures } = context
  const body = await readWholeBody(response)
  if (body === undefined)
    return { type: 'failed', failure: tooLarge, isCommitted: false, isTold: false, measures }
  measures.firstEventMs = clock.monotonic() - startedAt
  measures.upstreamBytes = body.length
  const failure = response.ok
    ? hiddenFailure(context, response, body)
    : refusal(context, response, body)
  if (failure !== undefined && !(isOfTheRequest(failure) && isJson(body)))
    return { type: 'failed', failure, isCommitted: false, isTold: false, measures }
  breaker.isCommitted = true
  measures.usage = protocols[order.protocol].readUsage(order.operation, body) ?? {}
  sink.answer(
    {
      status: response.status,
      headers: answerHeaders(response.headers, grant.channel),
      body: failure === undefined ? body : withoutKey(grant, body),
    },
    measures,
  )
  return failure === undefined
    ? { type: 'served', measures }
    : { type: 'refused', failure, measures }
}

/** The page or bare words of something on the way are no error of any protocol: the client reads ours instead. */
const isJson = (body: string): boolean => parseText(body) !== undefined

const isOfTheRequest = ({ kind }: Failure): boolean =>
  kind === 'client' || kind === 'context_length'

const refusal = (context: AttemptContext, response: Response, body: string): Failure => {
  if (response.status < 400) return redirected(response.status)
  return response.status === PROXY_AUTHENTICATION_REQUIRED
    ? proxyRefused
    : upstreamFailure(context, response, protocols[context.order.protocol].readError(body))
}

/** The next account's answer would be as large, so nobody else is asked. */
const tooLarge: Failure = {
  kind: 'client',
  code: 'upstream_answer_too_large',
  status: 502,
  message:
    'the upstream answered with more than can be passed on at once: ask for a stream, or for less',
}

/** Said by the proxy on the way, never by the upstream: the request has not left the house. */
const PROXY_AUTHENTICATION_REQUIRED = 407

/** A 200 whose body is an error, or is no JSON at all, is not an answer. */
const hiddenFailure = (
  context: AttemptContext,
  response: Response,
  body: string,
): Failure | undefined => {
  const contentType = response.headers.get('content-type') ?? ''
  if (!contentType.includes('json'))
    return contentType.includes('html') || body === '' ? malformed : undefined
  const scan = scanTopLevel(body, ['error', 'object'])
  if (!scan.isComplete) return malformed
  const error = scan.spans.get('error')
  if (error === undefined || body.startsWith('null', error.start) || scan.spans.has('object'))
    return undefined
  return upstreamFailure(context, response, protocols[context.order.protocol].readError(body))
}

const malformed: Failure = {
  kind: 'transient',
  code: 'upstream_malformed',
  status: 502,
  message: 'the upstream answered with something that is not an answer of its protocol',
}

const proxyRefused: Failure = {
  kind: 'transient',
  code: 'proxy_refused',
  status: 502,
  message: "the account's proxy refused its user name or password",
}

const redirected = (status: number): Failure => ({
  kind: 'transient',
  code: 'upstream_redirect',
  status: 502,
  message: `the upstream answered with a redirect (${status}), which is not followed: check the base_url of the channel`,
})
