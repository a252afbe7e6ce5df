import type { Target } from '../../channel/index.ts'
import type { Failure } from '../../ir/failure.ts'
import type { Fault, Report } from '../../ir/report.ts'
import type { Usage } from '../../ir/usage.ts'
import type { Ids } from '../../protocol/codec.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { Operation } from '../../protocol/protocol.ts'
import type { Order } from '../messages.ts'

/**
 * A request for anything but a conversation, in the upstream's words, and the way back of its answer: one body for
 * one body. Conversations are translated by events; see `translation`.
 */
export type Converted =
  | {
      readonly type: 'converted'
      /** Where what the request holds decides it; absent: the target's. */
      readonly operation?: Operation
      readonly body: JsonObject
      readonly warnings: readonly Fault[]
      readonly conversion: Conversion
    }
  | { readonly type: 'refused'; readonly fault: Fault }

export type Conversion = {
  /** An upstream's whole answer; undefined when it is none of its protocol. */
  turn(body: JsonObject): Turned | undefined
}

export type Turned = {
  readonly usage: Partial<Usage>
  /** What the answer could not say, besides what was told of the request. */
  readonly warnings: readonly Fault[]
  readonly outcome:
    /** `body`: a byte string; events where the client asked for a stream. */
    | { readonly type: 'answer'; readonly body: string }
    /** It was answered, but not with what was asked for. */
    | { readonly type: 'failure'; readonly failure: Failure }
}

export type Converter = (
  order: Order,
  target: Target,
  circumstances: ConversionCircumstances,
) => Converted

export type ConversionCircumstances = {
  /** Epoch seconds. */
  readonly now: number
  readonly ids: Ids
}

export const refusedField = (field: string, problem: string): Converted => ({
  type: 'refused',
  fault: { field, problem },
})

type Made = Omit<Extract<Converted, { readonly type: 'converted' }>, 'type' | 'warnings'>

/** What became of it, by what was reported on the way. `spell`: a fault in the words of the client's protocol. */
export const converted = (
  { refusal, warnings }: Pick<Report, 'refusal' | 'warnings'>,
  spell: (fault: Fault) => Fault,
  made: Made,
): Converted =>
  refusal === undefined
    ? { type: 'converted', ...made, warnings: warnings.map(spell) }
    : { type: 'refused', fault: spell(refusal) }
