import type { ActorRef } from '../../actor/message.ts'
import type { Answered, Credit, Ended, Failed, Opened, Reply } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import { readFailure } from '../../ir/flat-failure.ts'
import { toBytes } from '../../protocol/bytes.ts'
import type { Framing } from '../../protocol/protocol.ts'
import { servedHeaders, streamHeaders, whoServed } from './answer-headers.ts'
import { answerFailure } from '../call.ts'
import { ClientStream } from './client-stream.ts'
import type { TableEntry } from './exchange-table.ts'
import type { Ending, Measured, Progress } from './facts.ts'
import { recordEnd, type Front } from '../front.ts'
import type { UploadBody } from '../request/upload-body.ts'
import { noReply, notStreamed, openedTwice } from '../refusal.ts'

/** A client, or a proxy before it, gives up on an answer that is silent for longer. */
const heartbeatAfterMs = 10_000

/** The status in the record of a client that left before it had an answer. */
const clientClosed = 499

/** - `waiting`: the client has heard nothing - `streaming`: it has a status and a body that goes on */
type State =
  | { readonly type: 'waiting' }
  | { readonly type: 'streaming'; readonly stream: ClientStream; readonly status: number }
  | { readonly type: 'over' }

type OpenParts = {
  readonly framing: Framing
  /** Its body, where that is not held here. */
  readonly upload: UploadBody | undefined
}

/** One client request from its dispatch to its end, whichever of its many ends that is. */
export class OpenExchange implements TableEntry {
  /** What the client is answered with: a whole answer, or the beginning of a stream. */
  readonly response: Promise<Response>
  readonly #front: Front
  readonly #progress: Progress
  readonly #framing: Framing
  readonly #upload: UploadBody | undefined
  readonly #resolve: (response: Response) => void
  #state: State = { type: 'waiting' }
  #account: ActorRef<Credit> | undefined
  #isTaken = false
  #hasContent = false
  /** The upstream's own error event is among what was sent. */
  #isTold = false
  #wasActive = false
  #quietSince: number

  constructor(front: Front, progress: Progress, { framing, upload }: OpenParts) {
    const { promise, resolve } = Promise.withResolvers<Response>()
    this.response = promise
    this.#resolve = resolve
    this.#front = front
    this.#progress = progress
    this.#framing = framing
    this.#upload = upload
    this.#quietSince = progress.call.startedMonotonic
  }

  receive(reply: Reply): void {
    switch (reply.type) {
      case 'body-wanted':
        this.#isTaken = true
        return this.#upload?.send(reply, () => this.leave())
      case 'chunk':
        return this.#send(reply.data)
      case 'opened':
        return this.#open(reply)
      case 'ended':
        return this.#finish(reply)
      case 'answered':
        return this.#answer(reply)
      case 'failed':
        return this.#fail(reply)
      default:
        return reply satisfies never
    }
  }

  sweep(now: number): void {
    this.#upload?.lookAhead()
    if (this.#wasActive) {
      this.#wasActive = false
      this.#quietSince = now
    }
    const hasBegun = this.#isTaken || this.#account !== undefined
    if (!hasBegun && this.#hasWaitedTooLong(now)) return this.#giveUp()
    if (now - this.#quietSince < heartbeatAfterMs) return
    this.#quietSince = now
    this.#beat()
  }

  breakOff(failure: Failure): void {
    if (this.#state.type === 'over') return
    this.#front.relay.cancel(this.#progress.exchange)
    this.#endWith(failure, 'failed')
  }

  /** The client has gone, in whatever phase. Called as often as anything notices. */
  leave(): void {
    const state = this.#state
    if (state.type === 'over') return
    this.#front.relay.cancel(this.#progress.exchange)
    this.#end({
      outcome: 'cancelled',
      status: state.type === 'waiting' ? clientClosed : state.status,
      failureCode: '',
      bytesOut: state.type === 'waiting' ? 0 : state.stream.bytes,
    })
    if (state.type === 'waiting') this.#resolve(new Response(null, { status: clientClosed }))
  }

  #open(opened: Opened): void {
    if (this.#hasContent) return this.breakOff(openedTwice())
    this.#progress.served = opened
    this.#account = opened.accountRef
    if (this.#state.type === 'waiting')
      this.#startStream(opened.status, servedHeaders(this.#progress.call, opened.headers, opened))
    this.#send(opened.data)
  }

  #startStream(status: number, headers: Readonly<Record<string, string>>): ClientStream {
    const stream = new ClientStream({
      onTaken: (bytes) => this.#giveCredit(bytes),
      onLeave: () => this.leave(),
    })
    const response = new Response(stream.body, {
      status,
      headers: streamHeaders(this.#framing, headers),
    })
    this.#state = { type: 'streaming', stream, status }
    this.#resolve(response)
    return stream
  }

  #send(data: string): void {
    if (this.#state.type !== 'streaming') return
    this.#wasActive = true
    this.#hasContent = true
    this.#state.stream.send(data)
  }

  #giveCredit(bytes: number): void {
    if (this.#account === undefined || this.#state.type !== 'streaming') return
    const { exchange } = this.#progress
    this.#front.relay.credit(this.#account, { type: 'credit', exchange, bytes })
  }

  #finish(ended: Ended): void {
    if (this.#state.type !== 'streaming') return
    const { stream, status } = this.#state
    this.#end({
      outcome: 'completed',
      status,
      failureCode: '',
      bytesOut: stream.bytes,
      measured: ended,
    })
    stream.close()
  }

  #answer(answered: Answered): void {
    this.#progress.served = answered
    const state = this.#state
    if (state.type === 'streaming') return this.#answerLate(state.stream, answered)
    const { status } = answered
    const headers = servedHeaders(this.#progress.call, answered.headers, answered)
    const response = new Response(toBytes(answered.body), { status, headers })
    this.#end({
      outcome: 'completed',
      status,
      failureCode: '',
      bytesOut: answered.body.length,
      measured: answered,
    })
    this.#resolve(response)
  }

  /** The client was told that a stream comes. */
  #answerLate(stream: ClientStream, answered: Answered): void {
    const isError = answered.status >= 400
    if (!isError && this.#framing === 'json-array') {
      stream.send(answered.body)
      return this.#finish({ ...answered, type: 'ended' })
    }
    this.#endWith(isError ? this.#refusalOf(answered) : notStreamed(), 'failed', answered)
  }

  #refusalOf({ status, body }: Answered): Failure {
    const error = this.#progress.call.protocol.readError(body)
    const code = error?.code === undefined || error.code === '' ? 'upstream_refused' : error.code
    const message = error?.message ?? `The upstream refused the request with status ${status}.`
    return { kind: 'client', code, status, message }
  }

  #fail(failed: Failed): void {
    this.#progress.served = failed
    this.#isTold = failed.isTold
    this.#endWith(readFailure(failed), failed.attempts > 0 ? 'failed' : 'refused', failed)
  }

  #endWith(failure: Failure, outcome: 'failed' | 'refused', measured?: Measured): void {
    const state = this.#state
    if (state.type === 'over') return
    const failureCode = failure.code
    if (state.type === 'waiting') {
      const { call, served } = this.#progress
      const { response, bytes } = answerFailure(call, failure, whoServed(served))
      this.#end({ outcome, status: response.status, failureCode, bytesOut: bytes, measured })
      return this.#resolve(response)
    }
    const { stream, status } = state
    const ending = this.#hasContent ? 'broken' : outcome
    try {
      if (!this.#isTold) stream.sendOwn(this.#lastEvent(failure))
    } finally {
      this.#end({ outcome: ending, status, failureCode, bytesOut: stream.bytes, measured })
      stream.close()
    }
  }

  #lastEvent(failure: Failure): string {
    const { protocol, requestId } = this.#progress.call
    const place = { framing: this.#framing, isFirst: !this.#hasContent }
    return protocol.writeStreamFailure(failure, requestId, place)
  }

  #end(ending: Ending): void {
    this.#state = { type: 'over' }
    this.#upload?.close()
    this.#front.letGo(this.#progress.call.request)
    this.#front.exchanges.remove(this.#progress.exchange)
    recordEnd(this.#front, this.#progress, ending)
  }

  #beat(): void {
    const { call, isStreaming } = this.#progress
    const heartbeat = call.protocol.heartbeat(this.#framing)
    if (this.#state.type === 'waiting' && isStreaming)
      this.#startStream(200, call.headers).sendOwn(heartbeat)
    // A client that does not read gains nothing by more to read.
    else if (this.#state.type === 'streaming' && this.#state.stream.isDrained)
      this.#state.stream.sendOwn(heartbeat)
  }

  #hasWaitedTooLong(now: number): boolean {
    return now - this.#progress.call.startedMonotonic > this.#front.policy().replyTimeoutMs
  }

  #giveUp(): void {
    this.breakOff(noReply(this.#front.policy().replyTimeoutMs))
  }
}
