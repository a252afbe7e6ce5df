import type { ExchangeState } from './exchange-state.ts'
import type { Favourite } from './favourite.ts'
import type { OpenShelf } from './field.ts'
import type { Ground } from './ground.ts'
import type { Leaf } from './leaf.ts'

export type Favourites = {
  /** Best first. */
  readonly favourites: readonly Favourite[]
  /** The one that the session is bound to, whether or not it can serve now. */
  readonly bound: Leaf | undefined
}

/** For so long an upstream keeps a beginning, where nobody has said otherwise. */
const CACHE_LIFETIME_MS = 300_000
const BYTES_PER_TOKEN = 4

/** The accounts that are more to this request than others: looked up, never searched for. */
export const favouritesOf = (
  state: ExchangeState,
  ground: Ground,
  shelves: readonly OpenShelf[],
): Favourites => {
  const bound = boundLeaf(state, ground, shelves)
  const isUntried = bound !== undefined && !state.tries.has(bound.standing.account)
  const preferred = preferredLeaf(state, ground, shelves)
  return {
    favourites: [
      ...(preferred === undefined ? [] : [{ ...stranger, leaf: preferred, isPreferred: true }]),
      ...(isUntried ? [asFavourite(bound, state, ground)] : []),
    ],
    bound,
  }
}

const stranger = { isBound: false, isPreferred: false, warmTokens: 0, isKnown: false }

/** While it cannot serve, or has failed this request, it is one among all. */
const preferredLeaf = (
  { tries }: ExchangeState,
  { args: { preferredAccount } }: Ground,
  shelves: readonly OpenShelf[],
): Leaf | undefined => {
  if (preferredAccount === '' || tries.has(preferredAccount)) return undefined
  for (const { shelf } of shelves) {
    const leaf = shelf.leafOf(preferredAccount)
    if (leaf?.readiness.type === 'ready') return leaf
  }
  return undefined
}

const asFavourite = (leaf: Leaf, state: ExchangeState, ground: Ground): Favourite => ({
  ...stranger,
  leaf,
  isBound: true,
  warmTokens: isCold(state, ground) ? 0 : state.dispatch.body.length / BYTES_PER_TOKEN,
})

const isCold = ({ session }: ExchangeState, { bindings, context }: Ground): boolean =>
  bindings.idleMs(session, context.clock.monotonic()) > CACHE_LIFETIME_MS

const boundLeaf = (
  state: ExchangeState,
  ground: Ground,
  shelves: readonly OpenShelf[],
): Leaf | undefined => {
  const { bindings, context, modes } = ground
  const mode = modes[state.mode]
  if (state.session === '' || !mode.bindsSessions) return undefined
  const account = bindings.accountOf(state.session, context.clock.monotonic())
  if (account === undefined) return undefined
  // A session that had to be translated for once goes back to where it passes untouched.
  const isTranslated = shelves[0]?.isTranslated
  for (const { shelf, ...open } of shelves) {
    const leaf = open.isTranslated === isTranslated ? shelf.leafOf(account) : undefined
    if (leaf === undefined) continue
    const best = shelf.tree.leaf(shelf.tree.best() ?? -1)
    const isOutgrown =
      best !== undefined &&
      isCold(state, ground) &&
      best.standing.priority <= leaf.standing.priority &&
      mode.outgrows(leaf.standing, best.standing)
    return isOutgrown ? undefined : leaf
  }
  return undefined
}
