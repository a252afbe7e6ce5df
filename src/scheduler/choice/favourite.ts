import type { Leaf } from '../standing/leaf.ts'

/** An account that is more to one request than its standing says. */
export type Favourite = {
  readonly leaf: Leaf
  /** The request's session is bound to it. */
  readonly isBound: boolean
  /** Tokens of the prompt that its upstream probably has in its cache. */
  readonly warmTokens: number
  /** They are this share of the prompt. */
  readonly warmShare: number
  /** Share of the accounts of its channel that cannot serve its model now. */
  readonly crowding: number
}
