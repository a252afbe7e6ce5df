import type { Leaf } from './leaf.ts'

/** An account that is more to one request than its standing says. */
export type Favourite = {
  readonly leaf: Leaf
  /** The request's session is bound to it. */
  readonly isBound: boolean
  /** The operator wants it used whenever it can be. */
  readonly isPreferred: boolean
  /** Tokens of the prompt that its upstream probably has in its cache. */
  readonly warmTokens: number
  /** The upstream has said so, of this beginning. */
  readonly isKnown: boolean
}
