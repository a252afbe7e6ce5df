import type { Extras, Part } from './part.ts'
import type { Usage } from './usage.ts'

/** A whole answer in the neutral form. */
export type Answer = {
  /** The upstream's; empty when it told none. */
  readonly id: string
  /** The upstream's name of what answered; empty when it told none. */
  readonly model: string
  /** Epoch seconds, when told. */
  readonly createdAt?: number
  readonly choices: readonly Choice[]
  readonly usage: Partial<Usage>
  readonly extras?: Extras
}

/** One of the answers of a request that asked for several; `index` 0 in all others. */
export type Choice = {
  readonly index: number
  readonly parts: readonly Part[]
  readonly finish: Finish
}

const finishReasons = [
  /** The model was done. */
  'stop',
  /** One of the client's stop sequences came up. */
  'stop-sequence',
  /** The most tokens that were asked for. */
  'length',
  /** The model's context is full. */
  'context-length',
  /** The client is to run tools. */
  'tool-calls',
  /** The model itself declined. */
  'refusal',
  /** A filter of the vendor's held the answer, or the prompt, back. */
  'content-filter',
  /** The upstream's own tools take long: the client sends the answer back to go on (Anthropic). */
  'pause',
  /** The model wrote a tool call that cannot be read. */
  'malformed-call',
  'other',
] as const

export type FinishReason = (typeof finishReasons)[number]

export type Finish = {
  readonly reason: FinishReason
  /** The upstream's own word for it: what the same protocol writes back, and the docs' table is about. */
  readonly word?: string
  readonly stopSequence?: string
  /** For people: why it was refused or filtered. */
  readonly message?: string
  readonly extras?: Extras
}
