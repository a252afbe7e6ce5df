import type { Failure } from '../ir/failure.ts'
import type {
  Framing,
  ModelCard,
  Operation,
  ProtocolId,
  UpstreamError,
} from '../protocol/protocol.ts'
import type { AnnouncedLimit } from './announced-limit.ts'

/** What a channel is asked to reach, in one of its native protocols. */
export type Target = {
  readonly protocol: ProtocolId
  readonly operation: Operation
  readonly model: string
  readonly isStreaming: boolean
  readonly framing: Framing
  /**
   * The id of what it is about, which the upstream keeps; of an upload that goes on, the address that the upstream gave
   * it. Absent for all else.
   */
  readonly resource?: string
}

/** An upstream's refusal as it came: what `classify` decides from. */
export type UpstreamRefusal = {
  /** 200 when the error came inside a stream. */
  readonly status: number
  readonly headers: Headers
  readonly error: UpstreamError | undefined
  /** Epoch ms: `Retry-After` may be a date. */
  readonly now: number
}

export type ModelPage = {
  readonly models: readonly ModelCard[]
  /** The query of the next page, when the list goes on. */
  readonly nextQuery: string | undefined
}

export type UploadHeaders = {
  /** From the client. */
  readonly sent: readonly string[]
  /** Back to it. */
  readonly told: readonly string[]
}

/** Where and how one kind of upstream is reached, and how its failures read. Pure: no I/O, no state. */
export type Channel = {
  readonly id: string
  readonly baseUrl: string
  /** Native protocols: what passes without translation. */
  readonly protocols: readonly ProtocolId[]
  /** Whether it answers by streams or whole answers alone, whatever is asked; absent: as it is asked. */
  readonly answers?: 'streams' | 'whole'
  /** Which models it would serve while neither the operator nor the upstream has said. `*` matches anything. */
  readonly modelPatterns: readonly string[]
  /** Client headers that go upstream, lower case. Everything else stays here. */
  readonly forwardedHeaders: readonly string[]
  /** Answer headers of this vendor that a client may see, lower case, besides the common ones. */
  readonly passedHeaders: readonly string[]
  /** Headers of its protocols of uploading, lower case, that pass with uploads alone. */
  readonly uploadHeaders?: UploadHeaders
  /** Path from the base URL, with its query if the upstream needs one; undefined when it has no such operation. */
  pathOf(target: Target): string | undefined
  /** Headers that carry the credential, and those that the upstream demands of every request. */
  headersFor(secret: string): Readonly<Record<string, string>>
  readonly modelsPath: string
  readModels(body: string): ModelPage
  classify(refusal: UpstreamRefusal): Failure
  /** What an answer's headers tell of the upstream's limits, whatever its status. `now`: epoch ms. */
  readLimits(headers: Headers, now: number): readonly AnnouncedLimit[]
}

/** What the operator wrote of a channel: data, so that it travels to the account's thread. */
export type ChannelSettings = {
  readonly id: string
  /** Empty: the channel's own. */
  readonly baseUrl: string
  /** Custom channels only; empty for built-in ones. */
  readonly protocol: ProtocolId | ''
  /** Custom channels only: what they speak besides. */
  readonly alsoSpeaks: readonly ProtocolId[]
  /** Custom channels only: see `Channel.answers`; empty: as they are asked. */
  readonly answers: 'streams' | 'whole' | ''
}
