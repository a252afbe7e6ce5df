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
  /** It has been asked for so much that the session leaves it. */
  readonly isOutgrown: boolean
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
  const { bound, isOutgrown } = bindingOf(state, ground, shelves)
  const isFavoured = bound !== undefined && !isOutgrown && !state.tries.has(bound.standing.account)
  const preferred = preferredLeaf(state, ground, shelves)
  return {
    favourites: [
      ...(preferred === undefined ? [] : [{ ...stranger, leaf: preferred, isPreferred: true }]),
      ...(isFavoured ? [asFavourite(bound, state, ground)] : []),
    ],
    bound,
    isOutgrown,
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

type Binding = Pick<Favourites, 'bound' | 'isOutgrown'>

const unbound: Binding = { bound: undefined, isOutgrown: false }

const bindingOf = (
  state: ExchangeState,
  ground: Ground,
  shelves: readonly OpenShelf[],
): Binding => {
  const { bindings, context, modes } = ground
  if (state.session === '' || !modes[state.mode].bindsSessions) return unbound
  const account = bindings.accountOf(state.session, context.clock.monotonic())
  if (account === undefined) return unbound
  // A session that had to be translated for once goes back to where it passes untouched.
  const isTranslated = shelves[0]?.isTranslated
  for (const { shelf, ...open } of shelves) {
    const bound = open.isTranslated === isTranslated ? shelf.leafOf(account) : undefined
    if (bound !== undefined) return { bound, isOutgrown: outgrows(state, bound, { shelf, ground }) }
  }
  return unbound
}

type Place = Pick<OpenShelf, 'shelf'> & { readonly ground: Ground }

const outgrows = (state: ExchangeState, bound: Leaf, { shelf, ground }: Place): boolean => {
  if (!isCold(state, ground)) return false
  const best = shelf.tree.leaf(shelf.tree.best() ?? -1)
  return (
    best !== undefined &&
    best.standing.priority <= bound.standing.priority &&
    ground.modes[state.mode].outgrows(bound.standing, best.standing)
  )
}
