import type { Call } from '../vendor.ts'
import type { CountRequest, MessagesRequest } from './schema.ts'
import type { Traits } from './traits.ts'

/** A request for an answer, or for a count of its tokens. */
export type Judged = {
  readonly request: CountRequest & Partial<MessagesRequest>
  readonly call: Call
  readonly traits: Traits
}
