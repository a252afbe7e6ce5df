import type { Figures } from './measure.ts'
import type { Policy } from './policies.ts'

/** A policy and what it made of a day. */
export type Observed = { readonly family: Policy['family']; readonly figures: Figures }

/** What is claimed of one day, and whether the day bears it out. */
export type Bound = { readonly claim: string; readonly holds: boolean; readonly shown: string }

/** Of what one unlimited account would have read. */
const LEAST_OF_IDEAL = 0.95
/** How far above the mean the most used account may be. */
const MOST_UNEVEN = 0.1

/** What is known of a day before it is played. */
export type Kind = {
  /** Each turn of a conversation sends what was said before. */
  readonly growsPrompts: boolean
  /** So much is asked in it that use can be even: within hours a few conversations are all that there is. */
  readonly isWhole: boolean
}

/** Only claims about policies that were run; none where there is nobody to compare with. */
export const boundsOf = (
  observed: readonly Observed[],
  { growsPrompts, isWhole }: Kind,
): readonly Bound[] => {
  const comparisons =
    peersOf(observed).length === 0
      ? []
      : [
          ...observed.filter(isOurs).map((one) => servesMost(one, observed)),
          ...named(observed, 'cache_first').map((one) => readsMost(one, observed)),
          ...named(observed, 'performance_first').map((one) => isQuickest(one, observed)),
          ...named(observed, 'performance_first').flatMap((one) => isSurest(one, observed)),
        ]
  return [
    ...comparisons,
    ...observed.filter(isOurs).map(refusesRightly),
    ...(growsPrompts ? named(observed, 'cache_first').map(readsNearIdeal) : []),
    ...(isWhole ? named(observed, 'balance').map(usesEvenly) : []),
  ]
}

const isOurs = ({ family }: Observed): boolean => family === 'ours'

const named = (observed: readonly Observed[], name: string): readonly Observed[] =>
  observed.filter((one) => isOurs(one) && one.figures.policy === name)

const peersOf = (observed: readonly Observed[]): readonly Figures[] =>
  observed.filter(({ family }) => family === 'peer').map(({ figures }) => figures)

const servesMost = ({ figures }: Observed, observed: readonly Observed[]): Bound => {
  const best = Math.max(0, ...peersOf(observed).map(({ served }) => served))
  return {
    claim: `${figures.policy} serves no fewer requests than any peer`,
    holds: figures.served >= best,
    shown: `${figures.served}, the best peer ${best}`,
  }
}

const refusesRightly = ({ figures }: Observed): Bound => ({
  claim: `${figures.policy} refuses nobody whom an account could have served`,
  holds: figures.refusedInVain === 0,
  shown: `${figures.refusedInVain} of ${figures.refused} refused`,
})

const readsMost = ({ figures }: Observed, observed: readonly Observed[]): Bound => {
  const best = Math.max(0, ...peersOf(observed).map(({ cacheShare }) => cacheShare))
  return {
    claim: 'cache_first reads no less from caches than any peer',
    holds: figures.cacheShare >= best,
    shown: `${percent(figures.cacheShare)} of the input, the best peer ${percent(best)}`,
  }
}

const readsNearIdeal = ({ figures }: Observed): Bound => ({
  claim: `cache_first reads ${percent(LEAST_OF_IDEAL)} of what one unlimited account would`,
  holds: figures.cacheOfIdeal >= LEAST_OF_IDEAL,
  shown: percent(figures.cacheOfIdeal),
})

const usesEvenly = ({ figures }: Observed): Bound => ({
  claim: `balance uses no account ${percent(MOST_UNEVEN)} more than the mean`,
  holds: figures.mostAboveMean <= MOST_UNEVEN,
  shown: percent(figures.mostAboveMean),
})

const isQuickest = ({ figures }: Observed, observed: readonly Observed[]): Bound => {
  const others = observed.filter((one) => one.figures !== figures)
  const best = Math.min(...others.map((one) => one.figures.firstEventMs.p99))
  return {
    claim: 'performance_first has the least p99 to the first event',
    holds: figures.firstEventMs.p99 <= best,
    shown: `${seconds(figures.firstEventMs.p99)}, the best other ${seconds(best)}`,
  }
}

/** Who refuses what would be late is quick with the rest. Nothing is claimed where nobody serves enough. */
const isSurest = ({ figures }: Observed, observed: readonly Observed[]): readonly Bound[] => {
  const others = observed.filter((one) => one.figures !== figures)
  const best = Math.min(...others.map((one) => one.figures.p99OfAskedMs))
  if (figures.p99OfAskedMs === best && !Number.isFinite(best)) return []
  return [
    {
      claim: 'performance_first has the least p99 of all that were asked, refused ones included',
      holds: figures.p99OfAskedMs <= best,
      shown: `${seconds(figures.p99OfAskedMs)}, the best other ${seconds(best)}`,
    },
  ]
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export const seconds = (ms: number): string =>
  Number.isFinite(ms) ? `${(ms / 1_000).toFixed(2)} s` : 'never'
