import { isOfTheRequest, type Failure } from '../../ir/failure.ts'
import { fromBytes } from '../../protocol/bytes.ts'
import { protocols } from '../../protocol/index.ts'
import type { AttemptContext } from '../attempt-context.ts'
import { theClient } from '../breaker.ts'
import { drain } from './drain.ts'
import { answerHeaders } from './headers.ts'
import { failed, type Outcome } from '../outcome.ts'
import { openPassage, type Passage, type Step } from './passage.ts'
import { streamSide, TranslatedPassage, wholeSide } from './translated-passage.ts'
import { tellOwnId } from './tell-made.ts'
import { upstreamFailure } from './upstream-failure.ts'
import { withoutKey } from './without-key.ts'

type Relay = {
  readonly context: AttemptContext
  readonly response: Response
  readonly passage: Passage
  readonly reader: ReadableStreamDefaultReader<Uint8Array>
  readonly startedAt: number
}

/**
 * Relays one stream of events. Nothing is shown to the client before the first event with content: until then the
 * attempt can fail without a trace. Afterwards the client's pace is the upstream's pace.
 */
export const relayStream = async (
  context: AttemptContext,
  response: Response,
  startedAt: number,
): Promise<Outcome> => {
  const { measures } = context
  if (response.body === null) return failed(context, cut)
  const relay: Relay = {
    context,
    response,
    startedAt,
    reader: response.body.getReader(),
    passage: passageFor(context),
  }
  try {
    return await follow(relay)
  } finally {
    measures.usage = relay.passage.usage
  }
}

const passageFor = ({ order, plan }: AttemptContext): Passage => {
  const { answering, hidesUsage } = plan
  if (answering === undefined)
    return openPassage({ ...order, protocol: protocols[order.protocol], hidesUsage })
  const side = order.isStreaming ? streamSide(answering) : wholeSide(answering)
  return new TranslatedPassage(answering, side, plan.target.framing)
}

const follow = async (relay: Relay): Promise<Outcome> => {
  const { context, passage, reader } = relay
  const { order, sink, breaker, measures, clock } = context
  for (;;) {
    const { done, value } = await reader.read()
    if (!done) {
      measures.upstreamBytes += value.length
      breaker.watchdog.feed()
    }
    const step = done ? passage.finish() : passage.feed(fromBytes(value))
    if (step.data !== '') show(relay, step.data)
    if (step.type === 'complete' && step.data.endsWith('\r')) await showLineFeed(relay)
    if (step.type !== 'pass') return end(relay, step)
    if (!breaker.isCommitted) {
      breaker.watchdog.allow(order.answerTimeoutMs, 'its first content')
      breaker.commitWithin(order.commitTimeoutMs - (clock.monotonic() - relay.startedAt))
    }
    const turn = sink.writable()
    if (turn !== undefined) await waitForClient(context, turn)
  }
}

/** A line that ends in CR and LF is complete with the CR already: the LF of the last one may come in a read of its own. */
const showLineFeed = async (relay: Relay): Promise<void> => {
  const { done, value } = await relay.reader.read()
  if (!done && value[0] === LINE_FEED) show(relay, '\n')
}

const LINE_FEED = 0x0a

const show = (relay: Relay, data: string): void => {
  const { context, response, startedAt } = relay
  const { sink, breaker, measures, clock, order } = context
  const made = relay.passage.takeMade()
  if (made.length > 0) sink.made(made, true)
  if (breaker.isCommitted) return sink.chunk(data)
  if (context.plan.answering !== undefined) tellOwnId(context, data)
  breaker.isCommitted = true
  breaker.watchdog.allow(order.idleTimeoutMs, 'its next event')
  measures.firstEventMs = clock.monotonic() - startedAt
  const head = { status: response.status, headers: answerHeaders(context, response.headers) }
  if (order.isStreaming) sink.open(head.status, head.headers, data)
  else sink.answer({ ...head, body: data }, { ...measures, usage: relay.passage.usage })
}

/** A client that takes nothing for so long will not take the rest: its slot is for others. */
const CLIENT_STALL_MS = 600_000

/** A client that reads slowly is no fault of the upstream: its silence does not count meanwhile. */
const waitForClient = async (
  { breaker, order }: AttemptContext,
  turn: Promise<void>,
): Promise<void> => {
  breaker.watchdog.allow(CLIENT_STALL_MS, theClient)
  await turnOrEnd(turn, breaker.signal)
  breaker.signal.throwIfAborted()
  breaker.watchdog.allow(order.idleTimeoutMs, 'its next event')
}

/** A client that has left takes nothing any more, so its turn never comes. */
const turnOrEnd = (turn: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      signal.removeEventListener('abort', go)
      resolve()
    }
    if (signal.aborted) return go()
    signal.addEventListener('abort', go)
    void turn.then(go)
  })

const end = (relay: Relay, step: Exclude<Step, { type: 'pass' }>): Outcome => {
  const { context, startedAt, reader } = relay
  const { measures, clock } = context
  measures.streamMs =
    measures.firstEventMs < 0 ? -1 : clock.monotonic() - startedAt - measures.firstEventMs
  if (step.type === 'complete') {
    void drain(reader, clock)
    return { type: 'served', measures }
  }
  void reader.cancel().catch(() => undefined)
  switch (step.type) {
    case 'malformed':
      return failed(context, malformed)
    case 'cut':
      return failed(context, cut)
    case 'error':
      return reported(relay, step)
    default:
      return step satisfies never
  }
}

/** The upstream's own error event reaches the client as it is, once there is no other account to turn to. */
const reported = (relay: Relay, step: Extract<Step, { type: 'error' }>): Outcome => {
  const { context, response, passage } = relay
  const { measures, breaker, plan } = context
  const failure = upstreamFailure(context, response, step.error)
  const isItsOwn = isOfTheRequest(failure)
  // Translated, it is told in the client's protocol by whoever writes our own failures.
  if (plan.answering !== undefined || (!breaker.isCommitted && !isItsOwn))
    return failed(context, failure)
  show(relay, passage.held + withoutKey(context.grant, step.raw))
  return isItsOwn
    ? { type: 'refused', failure, measures }
    : { type: 'failed', failure, isCommitted: true, isTold: true, measures }
}

const malformed: Failure = {
  kind: 'transient',
  code: 'upstream_malformed',
  status: 502,
  message: 'the upstream sent an event that is not of its protocol',
}

const cut: Failure = {
  kind: 'transient',
  code: 'upstream_cut',
  status: 502,
  message: 'the upstream closed the stream before its answer was complete',
}
