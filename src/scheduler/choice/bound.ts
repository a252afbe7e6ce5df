import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'
import type { Leaf } from '../standing/leaf.ts'
import type { OpenShelf } from '../tree/open-shelf.ts'
import { placeOf } from '../session/session.ts'
import { crowdingOf } from './warm.ts'

/** The account that a request's session is bound to. */
export type BoundAccount = {
  /** The account, whether or not it can serve now. */
  readonly bound: Leaf | undefined
  /** It has been asked for so much that the session leaves it, or others go before it by their priority. */
  readonly isOutgrown: boolean
  /** See `Favourite`. */
  readonly crowding: number
}

const unbound: BoundAccount = { bound: undefined, isOutgrown: false, crowding: 0 }

/** For so long an upstream keeps a beginning, where nobody has said otherwise. */
const CACHE_LIFETIME_MS = 300_000

export const boundAccountOf = (
  state: ExchangeState,
  ground: Ground,
  shelves: readonly OpenShelf[],
): BoundAccount => {
  const { modes } = ground
  if (state.session === '' || !modes[state.mode].bindsSessions) return unbound
  const { account } = placeOf(state, ground)
  if (account === '') return unbound
  // A session that had to be translated for once goes back to where it passes untouched.
  const isTranslated = shelves[0]?.isTranslated
  for (const open of shelves) {
    const { shelf } = open
    const bound = open.isTranslated === isTranslated ? open.leafOf(account) : undefined
    if (bound === undefined) continue
    const isOutgrown = outgrows(state, bound, { shelf, ground })
    return { bound, isOutgrown, crowding: crowdingOf(shelf) }
  }
  return unbound
}

/** What the session's earlier turns left in the upstream's cache is gone by now. */
export const isCold = (state: ExchangeState, ground: Ground): boolean => {
  const { bindings, context } = ground
  const idleMs = bindings.idleMs(placeOf(state, ground).key, context.clock.monotonic())
  return idleMs > Math.max(CACHE_LIFETIME_MS, state.prefixes.lifetimeMs)
}

type Place = Pick<OpenShelf, 'shelf'> & { readonly ground: Ground }

const outgrows = (state: ExchangeState, bound: Leaf, { shelf, ground }: Place): boolean => {
  if (!isCold(state, ground)) return false
  const best = shelf.tree.leaf(shelf.tree.best() ?? -1)
  if (best === undefined || best.standing.priority > bound.standing.priority) return false
  // It was bound while those that the operator puts first could not serve.
  if (best.standing.priority < bound.standing.priority) return true
  return ground.modes[state.mode].outgrows(bound.standing, best.standing)
}
