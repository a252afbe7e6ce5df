import type { Reference } from '../ir/reference.ts'
import type { Scan } from './json-scan.ts'
import type { Operation } from './operation.ts'

/** Of a protocol whose upstreams keep what they have answered. Bodies are byte strings. */
export type StoredReader = {
  /** The top-level keys of a request that {@link readReferences} looks at. */
  readonly keys: readonly string[]
  /** What a request names of that which one account alone may have, the most telling first. `scan` is for {@link keys}. */
  readReferences(body: string, scan: Scan): readonly Reference[]
  /** By which ids a later request may name a whole answer or something in it. None when its upstream keeps nothing. */
  readMade(body: string, operation: Operation): readonly string[]
  /** The id of an answer as our own writers begin it, whole or as a stream. */
  readOwnId(data: string): string | undefined
  /** The body of what is to be kept for a model, with the model's name at the upstream in place of the client's. */
  renamed?(body: string, model: string): string
}
