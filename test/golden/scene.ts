import type { JsonObject } from '../../src/protocol/json.ts'
import type { ProtocolId } from '../../src/protocol/protocol.ts'

export const cases = [
  'plain',
  'tools',
  'parallel-tools',
  'thinking',
  'image',
  'structured-output',
  'search',
  // What few protocols have words for.
  'wishes',
  'error',
  'cut-stream',
] as const

export type Case = (typeof cases)[number]

/** What a program sends that speaks a protocol. */
export type Client = {
  readonly protocol: ProtocolId
  /** What it asks, but for the model's name; or why it cannot ask for that. */
  readonly requests: Readonly<Record<Case, JsonObject | string>>
  /** What a request that wants a stream says besides. */
  readonly streamed: JsonObject
}

/** What an upstream says that speaks a protocol. The texts are different from those of all others. */
export type Upstream = {
  readonly protocol: ProtocolId
  readonly model: string
  readonly answers: Readonly<Record<Case, UpstreamAnswer>>
}

export type UpstreamAnswer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** The body, whole; a text is one that is no JSON. */
  readonly whole: JsonObject | string
  /** The payloads of its stream. */
  readonly stream: readonly (JsonObject | string)[]
}
