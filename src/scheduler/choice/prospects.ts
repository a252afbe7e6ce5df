import { modelAt, type ExchangeState } from '../dispatching/exchange-state.ts'
import type { Ground } from '../ground.ts'
import type { Mode } from '../mode/index.ts'
import type { AccountEntry } from '../standing/account-pool.ts'
import type { Leaf } from '../standing/leaf.ts'
import { fitAt, isLarge, type Fit } from '../standing/room.ts'
import type { OpenShelf } from '../tree/open-shelf.ts'
import type { Shelf } from '../tree/shelf.ts'
import type { Prospect } from './prospect.ts'
import type { DelayAt } from './situation.ts'
import { isLevelling } from './levelling.ts'
import { WORTH_MS_PER_TOKEN } from './worth.ts'

/** What it would be to give a request's prompt to accounts. */
export type Prospects = {
  /** How long until a ready account has room for it, when it has so many tokens of it in its cache; 0: now. */
  readonly roomMs: (leaf: Leaf, warmTokens: number) => number
  readonly fits: (leaf: Leaf) => boolean
  /** Whoever gets it has much less room for others after it. */
  readonly isLarge: (leaf: Leaf) => boolean
  /** Undefined: the mode does not go by delays, or not now. */
  readonly delayAt: DelayAt | undefined
}

type Choosing = { readonly mode: Mode; readonly shelves: readonly OpenShelf[] }

/** All that is needed of a request, and of the ground. */
type Asking = Pick<ExchangeState, 'promptTokens' | 'neededTokens' | 'targets'>
type Surroundings = Pick<Ground, 'entries'> & { readonly context: Pick<Ground['context'], 'clock'> }

export const prospectsFor = (
  state: Asking,
  ground: Surroundings,
  { mode, shelves }: Choosing,
): Prospects => {
  const { entries, context } = ground
  const promptTokens = Math.max(state.promptTokens, state.neededTokens)
  const at = <Found>(
    { standing: { account } }: Leaf,
    look: (entry: AccountEntry, model: string) => Found,
  ): Found | undefined => {
    const entry = entries.get(account)
    if (entry === undefined || entry.status.rooms.length === 0) return undefined
    return look(entry, modelAt(state, entry.settings.channel))
  }
  const fit = (leaf: Leaf, warmTokens: number): Fit | undefined =>
    at(leaf, (entry, model) => fitAt(entry, { model, promptTokens, warmTokens }, context.clock))
  const roomMs = (leaf: Leaf, warmTokens: number): number => fit(leaf, warmTokens)?.waitMs ?? 0
  const prospect = (leaf: Leaf, warmTokens: number, restMs: number): Prospect => {
    const { standing } = leaf
    const freshTokens = Math.max(0, promptTokens - warmTokens)
    const { waitMs, takesMs } = fit(leaf, warmTokens) ?? guessedFit(freshTokens, shelves)
    const idleMs =
      standing.usedAt < 0 ? Number.POSITIVE_INFINITY : context.clock.monotonic() - standing.usedAt
    return { standing, freshTokens, waitMs: Math.max(restMs, waitMs), takesMs, idleMs }
  }
  return {
    roomMs,
    fits: (leaf) => roomMs(leaf, 0) === 0,
    isLarge: (leaf) => at(leaf, (entry, model) => isLarge(entry, { model, promptTokens })) ?? false,
    delayAt: isLevelling(shelves, mode) ? undefined : delaysBy(mode, prospect),
  }
}

const delaysBy = (
  { delayMs }: Mode,
  prospect: (...given: Parameters<DelayAt>) => Prospect,
): DelayAt | undefined => {
  if (delayMs === undefined) return undefined
  return (...given) => {
    const found = prospect(...given)
    return { waitMs: found.waitMs, delayMs: delayMs(found), takesMs: found.takesMs }
  }
}

/** Where nobody has told a limit of tokens: the more accounts are at some limit, the likelier it is one. A single one is no sign. */
const guessedFit = (freshTokens: number, shelves: readonly OpenShelf[]): Fit => {
  const crowd = Math.max(0, ...shelves.map(({ shelf }) => crowdOf(shelf)))
  return { waitMs: 0, takesMs: freshTokens * WORTH_MS_PER_TOKEN * crowd }
}

/** Share of the accounts that cannot serve, one of them left out. */
const crowdOf = ({ tree: { tally, size } }: Shelf): number =>
  Math.max(0, size - tally.ready - 1) / Math.max(1, size - 1)
