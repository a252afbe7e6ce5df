import type { Failure } from '../ir/failure.ts'
import type { Usage } from '../ir/usage.ts'
import type { Breaker } from './breaker.ts'

/** What one attempt cost and how long its parts took; -1 for a part that did not happen. */
export type Measures = {
  /** From the scheduler's choice to the beginning of the call: the way to the account's thread. */
  slotMs: number
  /** From the call to the upstream's headers. */
  connectMs: number
  /** From the call to the first event with content, or to the whole answer. */
  firstEventMs: number
  /** From the first event to the last. */
  streamMs: number
  upstreamBytes: number
  usage: Partial<Usage>
}

export const newMeasures = (slotMs = -1): Measures => ({
  slotMs,
  connectMs: -1,
  firstEventMs: -1,
  streamMs: -1,
  upstreamBytes: 0,
  usage: {},
})

/** What an attempt taught. `isCommitted`: the client has seen something of it, so nobody else may take over. */
export type Outcome =
  | { readonly type: 'served'; readonly measures: Measures }
  /** The upstream refused the request itself, and the client has that answer. */
  | { readonly type: 'refused'; readonly failure: Failure; readonly measures: Measures }
  | {
      readonly type: 'failed'
      readonly failure: Failure
      readonly isCommitted: boolean
      /** The upstream's own error event is in the stream already: nothing is to be added. */
      readonly isTold: boolean
      readonly measures: Measures
    }
  | { readonly type: 'cancelled'; readonly isCommitted: boolean; readonly measures: Measures }

/** What an attempt is ended with. */
type Ending = { readonly breaker: Pick<Breaker, 'isCommitted'>; readonly measures: Measures }

/** The attempt has failed, and its client is still to be told. */
export const failed = ({ breaker, measures }: Ending, failure: Failure): Outcome => ({
  type: 'failed',
  failure,
  isCommitted: breaker.isCommitted,
  isTold: false,
  measures,
})
