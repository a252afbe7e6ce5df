import type { Answer } from '../ir/answer.ts'
import type { AnswerEvent } from '../ir/event.ts'
import type { MediaPart } from '../ir/part.ts'
import type { Prompt } from '../ir/prompt.ts'
import type { Fault, Report } from '../ir/report.ts'
import type { JsonObject } from './json.ts'
import type { Framing, ProtocolId, StreamEvent } from './protocol.ts'

/**
 * A wire format, read into the neutral form and written from it: what translation needs, and nothing that depends
 * on the other side. All strings are texts here; bytes are made of them by the caller.
 *
 * Laws (`test/contract/codec.ts`): `writeRequest(readRequest(x))` and `writeAnswer(readAnswer(x))` equal `x` up to what
 * the protocol calls equal; a stream cut anywhere reads the same; folding a read stream gives the read answer; what a
 * writer's stream says, read again, is what was written.
 */
export type Codec = {
  readonly id: ProtocolId
  /** A client's request. Strict: a field of the wrong type is a fault. `address` is what its path says. */
  readRequest(body: JsonObject, address: RequestAddress): ReadRequest
  /** A request for an upstream. What it cannot express goes into the report; what is refused there is not sent. */
  writeRequest(prompt: Prompt, report: Report): JsonObject
  /** An upstream's whole answer. Lenient; undefined when it is no answer of this protocol at all. */
  readAnswer(body: JsonObject, ids: Ids): Answer | undefined
  /** A whole answer for a client. */
  writeAnswer(answer: Answer, asked: Asked): JsonObject
  openReader(ids: Ids): AnswerReader
  openWriter(asked: Asked): AnswerWriter
  /** The client's spelling of what it asked for, for reports: `{ choices: 'n', maxTokens: 'max_tokens' }`. */
  readonly fieldNames: Readonly<Partial<Record<NeutralField, string>>>
  /**
   * What becomes of a request's extra field when the upstream speaks another protocol. `quiet`: it means nothing there
   * (`stream_options`, `store: false`). Fields that are not named are warned of.
   */
  foreignField(name: string, value: unknown): 'quiet' | 'warn' | 'refuse'
  /** What becomes of a foreign part of the conversation there; absent: it is warned of. */
  foreignPart?(kind: string): 'quiet' | 'warn' | 'refuse'
  /** Names of tools that this protocol's upstreams take. */
  readonly toolNames: { readonly pattern: RegExp; readonly maxLength: number }
  /** Upstreams of this protocol refuse a thought that comes back without its proof. */
  readonly needsProofs?: true
  /** Asked to think, upstreams of this protocol refuse calls of the present turn that nothing proves. */
  readonly needsProvenCalls?: true
  /** What upstreams of this protocol fetch by themselves when they are given its URL. */
  readonly fetchedMedia?: readonly MediaPart['type'][]
  /** Tools that take free text pass as they are; for all others they become functions. */
  readonly takesCustomTools?: true
  /** Ids of tool calls that this protocol's upstreams take. */
  readonly callIds: { readonly pattern: RegExp; readonly maxLength: number }
}

/** Fields of the neutral form that a writer may report. */
export type NeutralField =
  | 'system'
  | 'messages'
  | 'tools'
  | 'toolChoice'
  | 'allowsParallelCalls'
  | 'maxTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'stop'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'logitBias'
  | 'logprobs'
  | 'choices'
  | 'reasoning'
  | 'format'
  | 'modalities'
  | 'cache'
  | 'endUser'
  | 'serviceTier'
  | 'verbosity'

export type RequestAddress = { readonly model: string; readonly isStreaming: boolean }

export type ReadRequest =
  | { readonly type: 'read'; readonly prompt: Prompt }
  /** `field` is the path in the client's spelling: `messages[2].content`. */
  | { readonly type: 'refused'; readonly fault: Fault }

/** Makes ids for what an upstream left nameless. Each call gives another one: `next('call_')`. */
export type Ids = { next(prefix: string): string }

/** The request that an answer belongs to. */
export type Asked = {
  /** As the client asked it, tool names and all. */
  readonly prompt: Prompt
  /** The model's name when the upstream tells none. */
  readonly model: string
  /** Epoch seconds, for protocols that date their answers. */
  readonly now: number
  readonly ids: Ids
  readonly framing: Framing
  /** The upstream speaks the client's protocol: what was asked of it in that protocol's own words, it has done itself. */
  readonly isOwn?: true
}

/** Reads one upstream's stream. */
export type AnswerReader = {
  /** `event` with `data` as text. */
  read(event: StreamEvent): readonly AnswerEvent[]
  /** The upstream has closed: what is still to be said. Ends with `end` when the answer is complete, else it was cut. */
  finish(): readonly AnswerEvent[]
}

/** Writes one client's stream: whole events, framing included; empty when there is nothing to say yet. */
export type AnswerWriter = { write(event: AnswerEvent): string }
