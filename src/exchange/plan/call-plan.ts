import type { Target } from '../../channel/index.ts'
import type { Fault } from '../../ir/report.ts'
import type { Answering } from '../../translation/index.ts'
import type { Conversion } from '../conversion/conversion.ts'

/** What goes upstream for an order, and how its answer is to be read. */
export type CallPlan = {
  readonly url: string
  readonly headers: Record<string, string>
  /** A byte string. Untouched: the client's bytes, but for the model's name and the wish for usage. */
  readonly body: string
  readonly target: Target
  /** Usage was asked for in the client's stead: it must not see the extra event. */
  readonly hidesUsage: boolean
  /** Undefined: the answer passes as it comes, or by `conversion`. */
  readonly answering: Answering | undefined
  /** What the answer is made by, when what was asked for is no conversation. */
  readonly conversion?: Conversion
  /** What the upstream was not told of the request. */
  readonly warnings: readonly Fault[]
}

/** The answer reaches the client as the upstream wrote it. */
export const passesUntouched = ({ answering, conversion }: CallPlan): boolean =>
  answering === undefined && conversion === undefined
