import { byRank } from '../mode/even-use.ts'
import type { Leaf } from '../standing/leaf.ts'
import type { Decision, Delay, Delays, Situation } from './situation.ts'

/** Who is next where the least delay goes first. */

type Contender = Delay & { readonly leaf: Leaf; readonly isFavourite: boolean }

/** How long a prompt is, is a guess: what is thought to fit in so soon after the end of its patience is sent all the same. */
const NEARLY_MS = 6_000

/** Undefined: nobody is ready, nor is there one to wait for by choice. */
export const decideByDelay = (situation: Situation, delays: Delays): Decision | undefined => {
  const { patienceMs, field } = situation
  const contenders = contendersOf(situation, delays)
  const inTime = contenders.filter(({ waitMs }) => waitMs <= Math.max(0, patienceMs))
  const now = inTime.filter(({ waitMs }) => waitMs === 0).sort(inOrder(delays))
  const [best] = now
  const [later] = inTime.filter((one) => one.waitMs > 0 && isBetter(one, best)).sort(byDelay)
  const isPreferred = best !== undefined && best.leaf === delays.preferred
  if (later !== undefined && !isPreferred) return waitFor(later, field.restMs)
  if (best !== undefined) return { type: 'serve', order: now.map(({ leaf }) => leaf) }
  return inspiteOfRoom(situation, contenders)
}

/** Everybody that has some of it in its cache, and the first others as the mode finds them. */
const contendersOf = (
  { favourites, field, now }: Situation,
  { delayAt }: Delays,
): readonly Contender[] => {
  const contenders = new Map<Leaf, Contender>()
  const add = (leaf: Leaf, warmTokens: number, isFavourite: boolean): void => {
    const { readiness } = leaf
    if (readiness.type !== 'ready' && readiness.type !== 'resting') return
    const restMs = readiness.type === 'resting' ? Math.max(0, readiness.until - now) : 0
    const one = { leaf, isFavourite, ...delayAt(leaf, warmTokens, restMs) }
    const known = contenders.get(leaf)
    if (known === undefined || one.delayMs < known.delayMs) contenders.set(leaf, one)
  }
  for (const { leaf, warmTokens } of favourites) add(leaf, warmTokens, true)
  for (const leaf of field.order()) {
    if (!contenders.has(leaf)) add(leaf, 0, false)
    const { waitMs = 0, takesMs = 0 } = contenders.get(leaf) ?? {}
    // The first one was drawn by chance, so that not all prompts go to the quickest: others where it matters to others alone.
    if (waitMs === 0 && takesMs === 0) break
  }
  return Array.from(contenders.values())
}

const byDelay = (one: Contender, other: Contender): number => one.delayMs - other.delayMs

const inOrder =
  ({ preferred }: Delays) =>
  (one: Contender, other: Contender): number =>
    Number(other.leaf === preferred) - Number(one.leaf === preferred) ||
    byRank(one.leaf.standing, other.leaf.standing) ||
    byDelay(one, other)

/** To wait for it is better than the best that can be had now. */
const isBetter = (one: Contender, best: Contender | undefined): boolean =>
  best === undefined ||
  (one.delayMs < best.delayMs && byRank(one.leaf.standing, best.leaf.standing) === 0)

const waitFor = ({ leaf, isFavourite, waitMs }: Contender, restMs = waitMs): Decision => ({
  type: 'wait',
  // Where nothing of it is in a cache, anybody will do.
  ...(isFavourite
    ? { restMs: waitMs, account: leaf.standing.account }
    : { restMs: Math.min(waitMs, restMs) }),
  ...(leaf.readiness.type === 'ready' ? { isForRoom: true } : {}),
})

/**
 * Nobody has room for it in time, as far as is known. What is sent all the same is refused, and rests its account for
 * everybody until there is room for so much.
 */
const inspiteOfRoom = (
  { field: { restMs, isBusy }, patienceMs }: Situation,
  contenders: readonly Contender[],
): Decision | undefined => {
  const [soonest] = contenders
    .filter(({ leaf }) => leaf.readiness.type === 'ready')
    .sort((one, other) => one.waitMs - other.waitMs)
  if (soonest === undefined) return undefined
  const { leaf, waitMs } = soonest
  const isSomebodyInTime = isBusy || (restMs !== undefined && restMs <= patienceMs)
  if (patienceMs > 0 && isSomebodyInTime) return { type: 'wait', restMs, isForRoom: true }
  if (waitMs <= Math.max(0, patienceMs) + NEARLY_MS) return { type: 'serve', order: [leaf] }
  return { type: 'too-late', roomMs: waitMs }
}
