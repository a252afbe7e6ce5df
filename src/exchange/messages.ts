/**
 * The messages of one client request's life between front, scheduler and account. All are flat.
 * Bodies and chunks travel as byte strings (one character a byte): the cheapest thing a thread can
 * post, and exact for any content.
 */
import type { ActorRef } from '../actor/message.ts'
import type { FlatFailure } from '../ir/flat-failure.ts'
import type { Framing, Operation, ProtocolId } from '../protocol/protocol.ts'

/** What the front hands to the scheduler: everything known of the request without parsing its body. */
export type Dispatch = {
  readonly type: 'dispatch'
  /** Ours, unique in this process: the key of everything that follows. */
  readonly exchange: number
  /** The client's or ours: in logs, in answers, sent upstream. */
  readonly requestId: string
  readonly user: string
  readonly protocol: ProtocolId
  readonly operation: Operation
  /** The channel of a scoped path; empty for an unscoped one. */
  readonly scope: string
  /** As the client wrote it. */
  readonly model: string
  readonly isStreaming: boolean
  readonly framing: Framing
  /** The session the client named, or a digest of how the conversation begins; empty when there is none. */
  readonly session: string
  /** The client's query string without credentials, `a=b&c=d` or empty. */
  readonly query: string
  /** The client's headers that may matter upstream, `name: value` lines: the channel's allow-list decides. */
  readonly headers: string
  readonly body: string
  /** Where `model` stands in `body` (start and end of its JSON string with quotes), -1 when it is not there. */
  readonly modelStart: number
  readonly modelEnd: number
  /** The id of what it is about, which an upstream keeps; empty for a request that is about none. */
  readonly resource: string
  /** The one account that it is for, as an address of ours has told; empty: the scheduler finds it. */
  readonly account: string
  /** Of a body that the front sends in parts, see `BodyPart`; -1: `body` is all of it. */
  readonly bodyBytes: number
  /** What it names that one account alone may have: see `ir/reference.ts`. */
  readonly references: string
  /** How the prompt begins, for upstreams that cache beginnings: see `ir/prefix.ts`. Empty when it has none worth it. */
  readonly prefixes: string
  /** Who waits for an account is served by this first, and then as they came. */
  readonly urgency: Urgency
  /** For how long the client says that it waits, from the dispatch on; 0 when it does not say. */
  readonly timeoutMs: number
  readonly replyTo: ActorRef<Reply>
}

export type Urgency = 'high' | 'normal' | 'low'

/** What the scheduler hands to an account: the request, where it is to go, and what the account may spend on it. */
export type Order = {
  readonly type: 'order'
  readonly exchange: number
  /** Counts the attempts of this exchange over all accounts, from 1. */
  readonly attempt: number
  /** The life of the account that this is meant for: one from before a restart is asked for again elsewhere. */
  readonly life: number
  readonly requestId: string
  readonly protocol: ProtocolId
  readonly operation: Operation
  /** The model's name at the upstream. */
  readonly model: string
  /** What the ending of the client's name for it asked for, see `ir/model-suffix.ts`; nearly always empty. */
  readonly wish: string
  readonly isStreaming: boolean
  readonly framing: Framing
  readonly query: string
  readonly headers: string
  readonly body: string
  readonly modelStart: number
  readonly modelEnd: number
  readonly resource: string
  readonly bodyBytes: number
  /** An upstream has refused its proofs of thoughts: they are left out. */
  readonly dropsProofs: boolean
  /** Until the first event of a stream, or the whole of a plain answer. */
  readonly answerTimeoutMs: number
  /** Until the client sees something, whatever signs of life there are before. */
  readonly commitTimeoutMs: number
  /** Between two events of the upstream. */
  readonly idleTimeoutMs: number
  readonly queueMs: number
  /** Epoch ms: when the scheduler chose this account. */
  readonly orderedAt: number
  readonly replyTo: ActorRef<Reply>
}

export type Cancel = { readonly type: 'cancel'; readonly exchange: number }

/** To the account that has the request, from the front: more bytes may be sent. */
export type Credit = { readonly type: 'credit'; readonly exchange: number; readonly bytes: number }

/**
 * To the account that has the request, from the front: what comes next of a body that travels in parts. A connection
 * that breaks sends no last one, but `cancel`.
 */
export type BodyPart = {
  readonly type: 'body-part'
  readonly exchange: number
  readonly data: string
  readonly isLast: boolean
}

/**
 * What the front hears of an exchange: (`body-wanted`)*, then `opened` (`chunk`)* (`ended` | `failed`), or `answered`, or `failed`.
 */
export type Reply = BodyWanted | Opened | Chunk | Ended | Answered | Failed

/** So many bytes more of the body may be sent. */
export type BodyWanted = {
  readonly type: 'body-wanted'
  readonly exchange: number
  /** Where the parts go. */
  readonly accountRef: ActorRef<BodyPart>
  readonly bytes: number
}

/** A stream has passed its commit point: status and headers as the upstream gave them, and the first bytes. */
export type Opened = Served & {
  readonly type: 'opened'
  /** Where the credit for its stream goes. */
  readonly accountRef: ActorRef<Credit>
  readonly status: number
  /** Answer headers that may pass, `name: value` lines. */
  readonly headers: string
  readonly data: string
}

export type Chunk = { readonly type: 'chunk'; readonly exchange: number; readonly data: string }

/** The stream is complete. */
export type Ended = Measured & { readonly type: 'ended' }

/** A whole answer at once; also an upstream's refusal of the request (4xx), passed on as it is. */
export type Answered = Served &
  Measured & {
    readonly type: 'answered'
    readonly status: number
    readonly headers: string
    readonly body: string
  }

/** Nobody could answer, or (after `opened`) the answer broke off. */
export type Failed = Measured &
  FlatFailure & {
    readonly type: 'failed'
    /** After `opened`: the stream holds the upstream's own error event already, nothing is to be added. */
    readonly isTold: boolean
    /** The account of the last attempt, empty when there was none. */
    readonly account: string
    readonly channel: string
    readonly upstreamModel: string
    readonly attempts: number
    readonly queueMs: number
  }

type Served = {
  readonly exchange: number
  /** `channel/credential`; empty when it was answered without one. */
  readonly account: string
  readonly channel: string
  /** The model's name at the upstream. */
  readonly upstreamModel: string
  readonly attempts: number
  /** Waiting for an account, all waits together; earlier attempts are not in it. */
  readonly queueMs: number
}

/** Milliseconds of each part of the attempt, and its tokens; -1 for what did not happen or is not known. */
type Measured = {
  readonly exchange: number
  readonly slotMs: number
  readonly connectMs: number
  readonly firstEventMs: number
  readonly streamMs: number
  readonly upstreamBytes: number
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
}

/** Of what was never asked of an upstream, or of which nothing is known. */
export const unmeasured: Omit<Measured, 'exchange'> = {
  slotMs: -1,
  connectMs: -1,
  firstEventMs: -1,
  streamMs: -1,
  upstreamBytes: -1,
  inputTokens: -1,
  cacheReadTokens: -1,
  cacheWriteTokens: -1,
  outputTokens: -1,
  reasoningTokens: -1,
}
