import type { Random } from '../actor/random.ts'
import type { Target } from '../channel/index.ts'
import type { Failure } from '../ir/failure.ts'
import { toBytes } from '../protocol/bytes.ts'
import { readAnswer } from './answer/answer.ts'
import type { AttemptContext, Grant } from './attempt-context.ts'
import type { BodyFeed } from './body-feed.ts'
import { defect, leavingClient, openBreaker, theClient, type Breaker } from './breaker.ts'
import type { CallPlan } from './plan/call-plan.ts'
import type { Egress } from './egress/egress.ts'
import type { Order } from './messages.ts'
import { methodOf } from './plan/method.ts'
import { failed, newMeasures, type Outcome } from './outcome.ts'
import { openIds } from './plan/ids.ts'
import { planCall } from './plan/plan.ts'
import { relayStream } from './answer/stream.ts'
import { isNetworkError, unreachable } from './egress/unreachable.ts'
import { failureWithoutKey, sinkWithoutKey } from './answer/without-key.ts'

export type RunningAttempt = {
  /** The client has left: the upstream call is closed at once. */
  cancel(): void
  /** Whatever happens to the upstream is an outcome; it rejects for a defect of ours only. */
  readonly outcome: Promise<Outcome>
}

/** One upstream call for one client request. Where it runs is its caller's choice: it knows no actor. */
export const startAttempt = (order: Order, lent: Lent): RunningAttempt => {
  const breaker = openBreaker(lent.clock)
  const { grant } = lent
  const sink = sinkWithoutKey(grant, lent.sink)
  const outcome = run(order, { ...lent, sink }, breaker)
  return {
    cancel: () => breaker.trip(leavingClient),
    outcome: outcome.then((ended) => outcomeWithoutKey(grant, ended)),
  }
}

const outcomeWithoutKey = (grant: Grant, outcome: Outcome): Outcome =>
  'failure' in outcome
    ? { ...outcome, failure: failureWithoutKey(grant, outcome.failure) }
    : outcome

/** What the caller lends for the time of the attempt. */
export type Lent = Pick<AttemptContext, 'grant' | 'sink' | 'clock' | 'feed'> & {
  readonly random: Random
}

const run = async (order: Order, lent: Lent, breaker: Breaker): Promise<Outcome> => {
  // Another thread's reading of the same clock: it may be set between the two.
  const measures = newMeasures(Math.max(0, lent.clock.now() - order.orderedAt))
  breaker.watchdog.allow(
    order.answerTimeoutMs,
    order.isStreaming ? 'its first event' : 'its answer',
  )
  try {
    const { grant, sink, clock, random, feed } = lent
    const planning = planCall(order, { grant, clock, ids: openIds(random), signal: breaker.signal })
    // Untouched there is nothing to wait for, and a turn of the loop is a price.
    const planned = planning instanceof Promise ? await planning : planning
    if (planned.type === 'refused') return failed({ breaker, measures }, planned.failure)
    return await call({ order, grant, plan: planned.plan, sink, clock, breaker, measures, feed })
  } catch (error) {
    return broken({ breaker, measures, isProxied: lent.grant.egress.isProxied }, error)
  } finally {
    breaker.close()
  }
}

const call = async (context: AttemptContext): Promise<Outcome> => {
  const { plan, grant, sink, clock, breaker, measures, feed } = context
  const startedAt = clock.monotonic()
  if (feed !== undefined) watchFeed(context, feed)
  const response = await grant.egress.call(plan.url, {
    method: methodOf(plan.target.operation),
    headers:
      feed === undefined ? plan.headers : { ...plan.headers, 'content-length': String(feed.bytes) },
    body: feed === undefined ? wholeBody(plan) : feed.stream,
    signal: breaker.signal,
  })
  measures.connectMs = clock.monotonic() - startedAt
  const limits = grant.channel.readLimits(response.headers, clock.now())
  if (limits.length > 0) sink.announced(limits)
  return response.ok && isStream(plan.target, response)
    ? relayStream(context, response, startedAt)
    : readAnswer(context, response, startedAt)
}

const wholeBody = ({ body }: CallPlan) => (body === '' ? null : toBytes(body))

/** Two others take part while a body is sent: whoever is silent for too long ends it. */
const watchFeed = ({ order, breaker: { watchdog } }: AttemptContext, feed: BodyFeed): void => {
  const { answerTimeoutMs, idleTimeoutMs } = order
  feed.onTurn = (turn) => {
    switch (turn) {
      case 'client':
        return watchdog.allow(idleTimeoutMs, theClient)
      case 'upstream':
        return watchdog.allow(idleTimeoutMs, 'it to take more of the body')
      case 'answer':
        return watchdog.allow(answerTimeoutMs, 'its answer')
      default:
        return turn satisfies never
    }
  }
}

/** An upstream may answer a wish for a stream with one whole body: then it is read as that. */
const isStream = ({ isStreaming, framing }: Target, response: Response): boolean => {
  if (!isStreaming) return false
  const contentType = response.headers.get('content-type') ?? ''
  return framing === 'sse'
    ? contentType.includes('text/event-stream')
    : contentType.includes('json')
}

/** The call itself broke: refused, reset, cut, silent for too long, or ended by the client's leaving. */
const broken = (context: Broken, error: unknown): Outcome => {
  const reason = context.breaker.reason
  if (reason?.type === 'client-left')
    return {
      type: 'cancelled',
      isCommitted: context.breaker.isCommitted,
      measures: context.measures,
    }
  if (reason?.type === 'client-stalled') return failed(context, stalled(reason.afterMs))
  if (reason?.type === 'silent') return failed(context, silent(context, reason))
  if (reason?.type === 'late') return failed(context, late)
  if (!isNetworkError(error)) {
    context.breaker.trip(defect)
    throw error
  }
  return failed(context, unreachable(error, context.isProxied))
}

type Broken = Pick<AttemptContext, 'breaker' | 'measures'> & Pick<Egress, 'isProxied'>

const stalled = (afterMs: number): Failure => ({
  kind: 'client',
  code: 'client_stalled',
  status: 408,
  message: `nothing of the answer was read for ${afterMs / 1000} s`,
})

const late: Failure = {
  kind: 'transient',
  code: 'upstream_timeout',
  status: 504,
  message: 'the upstream sent nothing of its answer in all the time that the request had',
}

type Silence = { readonly waitedFor: string; readonly afterMs: number }

/** Nobody can tell a proxy that passes nothing on from an upstream that says nothing. */
const silent = ({ isProxied }: Broken, { waitedFor, afterMs }: Silence): Failure => ({
  kind: 'transient',
  code: 'upstream_timeout',
  status: 504,
  message: `the upstream${isProxied ? ", or the account's proxy," : ''} was silent for ${afterMs / 1000} s while ${waitedFor} was awaited`,
})
