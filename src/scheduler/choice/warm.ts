import type { Settled } from '../../account/messages.ts'
import type { Warmth } from '../cache/affinity.ts'
import type { ExchangeState } from '../dispatching/exchange-state.ts'
import type { Favourite } from './favourite.ts'
import type { Field } from './situation.ts'
import type { Ground } from '../ground.ts'
import type { OpenShelf } from '../tree/open-shelf.ts'
import type { Prompt } from '../cache/prompt.ts'
import type { Shelf } from '../tree/shelf.ts'
import { BYTES_PER_TOKEN } from '../cache/tokens.ts'

/** How a request follows what upstreams have in their caches, and what its course tells of them. */

/** Upstreams cache nothing shorter. */
export const LEAST_TOKENS = 1_024

export type Warm = {
  readonly favourite: Favourite
  /** A request of no session goes there for it. */
  readonly attracts: boolean
}

/** From what the accounts are chosen that are more to a request than others. */
export type Choice = {
  readonly shelves: readonly OpenShelf[]
  readonly field: Pick<Field, 'order'>
}

/** The accounts whose upstreams have the beginning of the prompt, the warmest first. */
export const warmAccounts = (
  state: Pick<ExchangeState, 'mode' | 'prompts'>,
  { affinity, context, modes }: Surroundings,
  { shelves, field }: Choice,
): readonly Warm[] => {
  const mode = modes[state.mode]
  const now = context.clock.monotonic()
  if (!mode.followsCache) return []
  const isAttractive = (favourite: Favourite): boolean => {
    const [elsewhere] = field.order()
    return elsewhere === undefined || mode.attracts(favourite, elsewhere.standing)
  }
  const found: Warm[] = []
  for (const open of shelves) {
    const prompt = promptAt(state, open.channel)
    if (prompt === undefined || open.isTranslated !== shelves[0]?.isTranslated) continue
    for (const warmth of affinity.warmAt(prompt, now)) {
      const favourite = favouriteOf(warmth, open)
      if (favourite !== undefined && favourite.warmTokens >= LEAST_TOKENS)
        found.push({ favourite, attracts: isAttractive(favourite) })
    }
  }
  return found
}

/** All that is needed of the ground. */
type Surroundings = Pick<Ground, 'affinity' | 'modes'> & {
  readonly context: Pick<Ground['context'], 'clock'>
}

const favouriteOf = (
  { account, bytes, share }: Warmth,
  { shelf, leafOf }: OpenShelf,
): Favourite | undefined => {
  const leaf = leafOf(account)
  if (leaf === undefined) return undefined
  const warmTokens = bytes / BYTES_PER_TOKEN
  return { leaf, isBound: false, warmTokens, warmShare: share, crowding: crowdingOf(shelf) }
}

/** See `Favourite`. */
export const crowdingOf = ({ tree: { tally, size } }: Shelf): number => 1 - tally.ready / size

const promptAt = (
  { prompts }: Pick<ExchangeState, 'prompts'>,
  channel: string,
): Prompt | undefined => prompts.find((prompt) => prompt.channel === channel)

/** What its upstream has to read anew, as it was thought at the last choice. */
export const freshTokensAt = (state: ExchangeState, account: string): number => {
  const known = state.choice.warm.find(({ leaf }) => leaf.standing.account === account)
  return Math.max(0, state.promptTokens - (known?.warmTokens ?? 0))
}

/** The prompt is on its way to the account. */
export const expectWarmth = (state: ExchangeState, account: string, ground: Ground): void => {
  const { entries, modes, affinity, context } = ground
  const prompt = promptAt(state, entries.get(account)?.settings.channel ?? '')
  state.expected =
    prompt === undefined || !modes[state.mode].followsCache
      ? undefined
      : affinity.expect(prompt, account, context.clock.monotonic())
}

/** It has not been sent there. */
export const withdrawWarmth = (state: ExchangeState, { affinity }: Ground): void => {
  if (state.expected !== undefined) affinity.withdraw(state.expected)
  state.expected = undefined
}

/** The upstream has said how much of the prompt it had. */
export const learnWarmth = (
  state: ExchangeState,
  { report, model }: { readonly report: Settled; readonly model: string },
  { entries, cacheTally, affinity }: Ground,
): void => {
  const { account } = report
  const { expected } = state
  const channel = entries.get(account)?.settings.channel
  if (channel === undefined || report.outcome === 'failed') return
  const expectedShare = expected === undefined ? 0 : expected.bytes / lengthOf(expected.prompt)
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = report
  cacheTally.count(
    { account, channel, model },
    { inputTokens, cacheReadTokens, cacheWriteTokens, expectedShare },
  )
  if (expected !== undefined) affinity.learn(expected, report)
}

/** As far as its beginnings were told: there is one at least. */
const lengthOf = ({ prefixes }: Prompt): number => prefixes.list.at(-1)?.bytes ?? 1
