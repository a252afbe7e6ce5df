import { boundAccountOf, isCold, type BoundAccount } from './bound.ts'
import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Favourite } from './favourite.ts'
import type { Ground } from '../ground.ts'
import type { Leaf } from '../standing/leaf.ts'
import type { OpenShelf } from '../tree/open-shelf.ts'
import { LEAST_TOKENS, warmAccounts, type Choice, type Warm } from './warm.ts'
import { BYTES_PER_TOKEN } from '../cache/tokens.ts'

export type Favourites = Pick<BoundAccount, 'bound' | 'isOutgrown'> & {
  /** Best first. */
  readonly favourites: readonly Favourite[]
  /** The operator's, while it can serve. */
  readonly preferred: Leaf | undefined
  /** Where some of the prompt is thought to be in a cache, whether or not that leads the request there. */
  readonly warm: readonly Favourite[]
}

/** The accounts that are more to this request than others: looked up, never searched for. */
export const favouritesOf = (
  state: ExchangeState,
  ground: Ground,
  { shelves, field }: Choice,
): Favourites => {
  const binding = boundAccountOf(state, ground, shelves)
  const warm = warmAccounts(state, ground, { shelves, field })
  const { bound, isOutgrown } = binding
  const own = boundFavourite({ state, ground, warm }, binding)
  const preferred = preferredLeaf(state, ground, shelves)
  const others: Favourite[] = []
  for (const { attracts, favourite } of warm) {
    const { leaf } = favourite
    if (attracts && leaf !== bound && !state.tries.has(leaf.standing.account))
      others.push(favourite)
  }
  const favourites = own === undefined ? others : inOrder(own, others)
  return {
    favourites:
      preferred === undefined ? favourites : [{ ...stranger, leaf: preferred }, ...favourites],
    bound,
    isOutgrown,
    preferred,
    warm: warmest(own, warm),
  }
}

/** Of a session's account more may be known than of its prompt alone. */
const warmest = (own: Favourite | undefined, warm: readonly Warm[]): readonly Favourite[] => {
  if (own === undefined && warm.length === 0) return none
  const others = warm.map(({ favourite }) => favourite)
  return own === undefined ? others : [own, ...others]
}

const none: readonly Favourite[] = []

const stranger = { isBound: false, warmTokens: 0, warmShare: 0, crowding: 0 }

/** Its session's account keeps a request, unless much more of it is warm elsewhere. */
const inOrder = (bound: Favourite, others: readonly Favourite[]): readonly Favourite[] => {
  if (others.length === 0) return [bound]
  const isWarmer = ({ warmTokens }: Favourite): boolean => warmTokens * MUCH_MORE > bound.warmTokens
  return [...others.filter(isWarmer), bound, ...others.filter((other) => !isWarmer(other))]
}

const MUCH_MORE = 0.75

/** While it cannot serve, or has failed this request, it is one among all. */
const preferredLeaf = (
  { tries }: ExchangeState,
  { args: { preferredAccount } }: Ground,
  shelves: readonly OpenShelf[],
): Leaf | undefined => {
  if (preferredAccount === '' || tries.has(preferredAccount)) return undefined
  for (const { leafOf } of shelves) {
    const leaf = leafOf(preferredAccount)
    if (leaf?.readiness.type === 'ready') return leaf
  }
  return undefined
}

type Circumstances = {
  readonly state: ExchangeState
  readonly ground: Ground
  readonly warm: readonly Warm[]
}

const boundFavourite = (
  { state, ground, warm }: Circumstances,
  { bound, isOutgrown, crowding }: BoundAccount,
): Favourite | undefined => {
  if (bound === undefined || isOutgrown || state.tries.has(bound.standing.account)) return undefined
  const known = warm.find(({ favourite }) => favourite.leaf === bound)?.favourite
  if (known !== undefined) return { ...known, isBound: true }
  // Of a prompt without marks nothing is known; its session's earlier turns were probably most of it.
  const tokens = state.dispatch.body.length / BYTES_PER_TOKEN
  const isUnknown = state.prefixes.list.length === 0 && !isCold(state, ground)
  const warmTokens = isUnknown && tokens >= LEAST_TOKENS ? tokens : 0
  return { leaf: bound, isBound: true, warmTokens, warmShare: warmTokens > 0 ? 1 : 0, crowding }
}
