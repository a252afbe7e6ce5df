import type { Failure } from '../ir/failure.ts'
import type { UpstreamError } from '../ir/upstream-error.ts'
import type { Usage } from '../ir/usage.ts'
import type { Operation } from './operation.ts'
import type { PromptShape } from './prompt-shape.ts'
import type { StoredReader } from './stored.ts'

export type { UpstreamError } from '../ir/upstream-error.ts'
export { operations, streamedOperations, type Operation } from './operation.ts'

export const protocolIds = [
  'openai-chat',
  'openai-responses',
  'openai-completions',
  'anthropic',
  'gemini',
] as const

export type ProtocolId = (typeof protocolIds)[number]

/** How the events of a stream are laid out on the wire. */
export type Framing = 'sse' | 'json-array'

/**
 * One complete piece of a stream: `raw` is exactly what came (framing included), `event` the SSE event
 * name (empty when there is none), `data` the payload. All three are byte strings: one character a byte.
 */
export type StreamEvent = {
  readonly raw: string
  readonly event: string
  readonly data: string
  /** The event grew beyond the framer's limit: `raw` is what had come of it (or of the bytes after it), `data` is empty. */
  readonly isOversized?: true
}

/** Where in a stream something is written. */
export type StreamPlace = {
  readonly framing: Framing
  /** No event was sent before, at most heartbeats: a JSON array must still be opened. */
  readonly isFirst: boolean
}

/** Cuts the bytes of one stream into its events. Fed with byte strings, cut anywhere. */
export type Framer = {
  /** The events that are complete now. All their `raw` in a row, and then `end()`, are the input. */
  feed(bytes: string): StreamEvent[]
  /** The stream is over: what came of an unfinished event. */
  end(): string
}

/** What one event of an upstream's stream means to a relay that passes it on untouched. */
export type EventNote = {
  /**
   * - `preamble`: says nothing yet (created, ping, an empty role delta): held back until content comes
   * - `content`: the commit point, or anything after it but what follows
   * - `end`: the event that marks a complete answer (`[DONE]`, `message_stop`, `response.completed`, …)
   * - `error`: the upstream reports a failure within the stream
   * - `malformed`: not of this protocol: unreadable JSON, a cut payload, an oversized event
   */
  readonly phase: 'preamble' | 'content' | 'end' | 'error' | 'malformed'
  /** Usage as far as this event tells it. Merge with what came before by `mergeUsage`. */
  readonly usage?: Partial<Usage>
  /** With `error`: what the upstream said. */
  readonly error?: UpstreamError
  /** With `openai-chat` and `openai-completions`: the event is the usage chunk that only comes because it was asked for. */
  readonly isUsageOnly?: boolean
  /**
   * With what has come so far the answer is whole, so a clean close after this event is no break. Once true it
   * stays true. Always with `end`; before it only in protocols whose upstreams close without an end event:
   * a finish reason for every choice (`openai-chat`, `openai-completions`) or candidate (`gemini`), or a
   * blocked prompt (`gemini`).
   */
  readonly isComplete?: boolean
  /** By these ids a later request may name what the upstream keeps of this answer. */
  readonly made?: readonly string[]
}

/** Follows one upstream stream. Fed with complete events, in order. */
export type StreamReader = { note(event: StreamEvent): EventNote }

export type WrittenFailure = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type ModelCard = {
  readonly id: string
  readonly channel: string
  /** The upstream's own object for this model, as JSON text, in the protocol `rawProtocol`. */
  readonly raw?: string
  readonly rawProtocol?: 'openai' | 'anthropic' | 'gemini'
  /** `id` is the operator's name for it: `raw` has another. */
  readonly isAlias?: true
}

/** A streaming request (byte string) that makes its upstream tell the usage. */
export type UsageWish = {
  readonly body: string
  /** The client did not ask for it: the event that only tells usage is not for it. */
  readonly hidesUsage: boolean
}

/** A wire format, as far as a relay needs it that leaves the bytes alone. Pure. */
export type Protocol = {
  readonly id: ProtocolId
  askForUsage(operation: Operation, body: string): UsageWish
  streamReader(operation: Operation): StreamReader
  /**
   * Usage of a whole answer (byte string), by scanning: the body is not parsed as a whole. Undefined when it tells
   * none, and for `count-tokens`, which no model has processed.
   */
  readUsage(operation: Operation, body: string): Partial<Usage> | undefined
  /** An upstream's error from a whole body (byte string) of any vendor's shape; undefined when it is none. */
  readError(body: string): UpstreamError | undefined
  /**
   * Our refusal or failure, in this protocol. `body` is ASCII, so it is the same as text and as bytes. The headers, in
   * lower case, are `content-type`, the protocol's name for the request id, and `retry-after` when the wait is known.
   */
  writeFailure(failure: Failure, requestId: string): WrittenFailure
  /** The protocol's own error event, ASCII: the last thing of a stream that could not be completed. */
  writeStreamFailure(failure: Failure, requestId: string, place: StreamPlace): string
  /** What keeps a silent stream alive between two events. */
  heartbeat(framing: Framing): string
  /** Absent: upstreams of this protocol keep nothing that a later request could name. */
  readonly stored?: StoredReader
  /** Absent: its prompts are too seldom alike to go by their beginnings. */
  readonly prompt?: PromptShape
}
