import type { Settled } from '../account/messages.ts'
import type { Prompt, Warmth } from './affinity.ts'
import { modelAt, type ExchangeState } from './exchange-state.ts'
import type { Favourite } from './favourite.ts'
import type { OpenShelf } from './field.ts'
import type { Ground } from './ground.ts'
import type { Leaf } from './leaf.ts'
import type { Shelf } from './shelf.ts'
import { BYTES_PER_TOKEN } from './tokens.ts'

/** How a request follows what upstreams have in their caches, and what its course tells of them. */

/** Upstreams cache nothing shorter. */
export const LEAST_TOKENS = 1_024

export type Warm = {
  readonly favourite: Favourite
  /** A request of no session goes there for it. */
  readonly attracts: boolean
}

/** The accounts whose upstreams have the beginning of the prompt, the warmest first. */
export const warmAccounts = (
  state: ExchangeState,
  ground: Ground,
  shelves: readonly OpenShelf[],
): readonly Warm[] => {
  const { affinity, context, modes } = ground
  const mode = modes[state.mode]
  const now = context.clock.monotonic()
  if (!mode.followsCache || state.prefixes.list.length === 0) return []
  return shelves.flatMap(({ shelf, isTried, ...place }) => {
    if (place.isTranslated !== shelves[0]?.isTranslated) return []
    const best = shelf.tree.leaf(shelf.tree.best(isTried) ?? -1)?.standing
    return affinity
      .warmAt(promptOf(state, place), now)
      .flatMap((warmth) => favouriteOf(warmth, shelf))
      .filter(({ warmTokens }) => warmTokens >= LEAST_TOKENS)
      .map((favourite) => ({
        favourite,
        attracts: best === undefined || mode.attracts(favourite, best),
      }))
  })
}

const favouriteOf = ({ account, bytes, share }: Warmth, shelf: Shelf): readonly Favourite[] => {
  const leaf = shelf.leafOf(account)
  if (leaf === undefined) return []
  const warmTokens = bytes / BYTES_PER_TOKEN
  return [{ leaf, isBound: false, warmTokens, warmShare: share, crowding: crowdingOf(shelf) }]
}

/** See `Favourite`. */
export const crowdingOf = ({ tree: { tally, size } }: Shelf): number => 1 - tally.ready / size

const promptOf = (
  { dispatch, prefixes }: ExchangeState,
  { channel, model }: Pick<Prompt, 'channel' | 'model'>,
): Prompt => ({ user: dispatch.user, channel, model, prefixes })

/** The prompt is on its way to the account. */
export const expectWarmth = (state: ExchangeState, { standing }: Leaf, ground: Ground): void => {
  const { account } = standing
  const channel = ground.entries.get(account)?.settings.channel
  if (channel === undefined || !followsCache(state, ground)) return
  const now = ground.context.clock.monotonic()
  state.expectedBytes = ground.affinity.expect(
    promptOf(state, { channel, model: modelAt(state, channel) }),
    account,
    now,
  )
}

/** The upstream has said how much of the prompt it had. */
export const learnWarmth = (
  state: ExchangeState,
  report: Settled & Pick<Prompt, 'model'>,
  ground: Ground,
): void => {
  const { account, model } = report
  const channel = ground.entries.get(account)?.settings.channel
  if (channel === undefined || report.outcome === 'failed') return
  const isFollowed = followsCache(state, ground)
  const expectedShare = isFollowed ? state.expectedBytes / lengthOf(state) : 0
  ground.cacheTally.count({ account, channel, model }, { ...report, expectedShare })
  if (!isFollowed) return
  const prompt = promptOf(state, { channel, model })
  ground.affinity.learn(prompt, { ...report, expectedBytes: state.expectedBytes })
}

/** Of the prompt, as far as its beginnings were told: not 0 where there are any. */
const lengthOf = ({ prefixes }: ExchangeState): number => prefixes.list.at(-1)?.bytes ?? 1

const followsCache = ({ mode, prefixes }: ExchangeState, { modes }: Ground): boolean =>
  modes[mode].followsCache && prefixes.list.length > 0
