import type { Leaf } from '../standing/leaf.ts'
import type { Mode } from '../mode/index.ts'
import type { RouteTarget } from '../routing/route.ts'
import type { Shelf } from './shelf.ts'
import type { Excluded } from './tournament.ts'
import { MAX_TRIES_PER_ACCOUNT, triedAt, type Tries } from '../choice/tries.ts'

/** A shelf as one request sees it, and whom of it the request must not be given to. */
export type OpenShelf = {
  readonly shelf: Shelf
  readonly channel: string
  readonly model: string
  readonly isTranslated: boolean
  /** They have had this request, as often as may be. */
  readonly spent: ReadonlySet<string>
  readonly isSpent: Excluded
  /** Has had this request. */
  readonly isTried: Excluded
  /** Everybody. */
  leaves(): readonly Leaf[]
  /** Whoever stands there; asked again, the very same. */
  leafAt(position: number): Leaf | undefined
  leafOf(account: string): Leaf | undefined
}

export const openShelf = (
  shelf: Shelf,
  { channel, model, isTranslated }: Omit<RouteTarget, 'wish'>,
  { tries, mode }: { readonly tries: Tries; readonly mode: Mode },
): OpenShelf => {
  const spent = triedAt(tries, MAX_TRIES_PER_ACCOUNT)
  const look = mode.goesByLatency ? lookFor(shelf, model) : asItIs
  const leafAt = (position: number): Leaf | undefined => {
    const leaf = shelf.tree.leaf(position)
    return leaf === undefined ? undefined : look(leaf, position)
  }
  return {
    shelf,
    channel,
    model,
    isTranslated: isTranslated === true,
    spent,
    isSpent: shelf.excluding(spent),
    isTried: shelf.excluding(triedAt(tries, 1)),
    leaves: () => shelf.tree.leaves().map(look),
    leafAt,
    leafOf: (account) => {
      const position = shelf.positionOf(account)
      return position === undefined ? undefined : leafAt(position)
    },
  }
}

type Look = (leaf: Leaf, position: number) => Leaf

const asItIs: Look = (leaf) => leaf

/** Models share a shelf, however quick an account is for which: that is looked at of those alone that a request asks for. */
const lookFor = (shelf: Shelf, model: string): Look => {
  const seen = new Map<number, Leaf>()
  return (leaf, position) => {
    const known = seen.get(position)
    if (known !== undefined) return known
    const latencyMs = shelf.latencyAt(position, model)
    const own = { ...leaf, standing: { ...leaf.standing, latencyMs } }
    seen.set(position, own)
    return own
  }
}
