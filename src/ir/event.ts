import type { Finish } from './answer.ts'
import type { Citation, Extras, Part, TokenLogprob } from './part.ts'
import type { UpstreamError } from './upstream-error.ts'
import type { Usage } from './usage.ts'

/**
 * A streamed answer in the neutral form, in the grammar that every reader keeps and every writer relies on:
 *
 *     start (part-start (delta | citation | proof)* part-end | finish | usage)* end
 *
 * - `start` comes once and first. After `end`, `error` or `malformed` nothing comes.
 * - `part` counts the parts of one choice from 0, in the order in which they start, and is used once.
 * - Within a choice, parts come one after the other; only tool calls may overlap (upstreams write parallel calls
 *   interleaved). A reader ends a call as soon as it can be told to be complete.
 * - Each choice has one `finish`, after the `part-end` of all of its parts.
 * - `usage` may come anywhere and often; a later one replaces an earlier one, bucket by bucket (`mergeUsage`).
 */
export type AnswerEvent =
  | StartEvent
  | PartStartEvent
  | DeltaEvent
  | CitationEvent
  | ProofEvent
  | PartEndEvent
  | FinishEvent
  | UsageEvent
  | EndEvent
  | ErrorEvent
  | MalformedEvent

export type StartEvent = {
  readonly type: 'start'
  readonly id: string
  readonly model: string
  readonly createdAt?: number
  readonly extras?: Extras
}

/**
 * `head` is the part as far as it is known. Texts (`text`, a call's `arguments`, a program's `code`) are what stands
 * there already, usually empty: deltas are added to them. Parts that do not grow (images, searches) come whole.
 */
export type PartStartEvent = {
  readonly type: 'part-start'
  readonly choice: number
  readonly part: number
  readonly head: Part
}

/** More of the text of a text, thinking or refusal part, of a tool call's arguments, or of a program's code. */
export type DeltaEvent = {
  readonly type: 'delta'
  readonly choice: number
  readonly part: number
  readonly text: string
  readonly logprobs?: readonly TokenLogprob[]
}

export type CitationEvent = {
  readonly type: 'citation'
  readonly choice: number
  readonly part: number
  readonly citation: Citation
}

/** The part's proof, whole: see `ThinkingPart.proof`. */
export type ProofEvent = {
  readonly type: 'proof'
  readonly choice: number
  readonly part: number
  readonly proof: string
}

/** `final` replaces what was gathered: for parts whose rest comes at once (a search's results, a program's output). */
export type PartEndEvent = {
  readonly type: 'part-end'
  readonly choice: number
  readonly part: number
  readonly final?: Part
}

export type FinishEvent = {
  readonly type: 'finish'
  readonly choice: number
  readonly finish: Finish
}

export type UsageEvent = { readonly type: 'usage'; readonly usage: Partial<Usage> }

/** The answer is complete. */
export type EndEvent = { readonly type: 'end'; readonly extras?: Extras }

/** The upstream reports a failure within its stream. */
export type ErrorEvent = { readonly type: 'error'; readonly error: UpstreamError }

/** What came is not of the upstream's protocol. */
export type MalformedEvent = { readonly type: 'malformed' }
