import type { Favourite } from './favourite.ts'
import type { Leaf } from '../standing/leaf.ts'
import { decideByDelay } from './least-delay.ts'
import type { Decision, Field, Situation } from './situation.ts'
import { WORTH_MS_PER_TOKEN } from './worth.ts'

/** Who serves a request, as a pure function. */
export const decide = (situation: Situation): Decision => {
  const { favourites, field, patienceMs, closedMs, delays } = situation
  if (closedMs > 0)
    return closedMs > patienceMs ? { type: 'too-late' } : { type: 'wait', restMs: closedMs }
  if (delays !== undefined) return decideByDelay(situation, delays) ?? waitForAny(field, patienceMs)
  const wish = waitForFavourite(situation)
  if (wish !== undefined) return wish
  const favoured = favourites.filter(({ leaf }) => isReady(leaf))
  const found = field.order()
  const others = favoured.length > 0 ? found.slice(0, 1) : found
  const strangers = others.filter((leaf) => !favoured.some((one) => one.leaf === leaf))
  return (
    serveAmong(situation, favoured, strangers) ??
    waitForOwn(situation) ??
    waitForAny(field, patienceMs)
  )
}

/** Who has room for the prompt. Where nobody has, it waits for the first that will, but when it is too late for that. */
const serveAmong = (
  { field, roomMs, patienceMs }: Situation,
  favoured: readonly Favourite[],
  strangers: readonly Leaf[],
): Decision | undefined => {
  const candidates = [
    ...favoured.map(({ leaf, warmTokens }) => ({ leaf, waitMs: roomMs(leaf, warmTokens) })),
    ...strangers.map((leaf) => ({ leaf, waitMs: roomMs(leaf, 0) })),
  ]
  if (candidates.length === 0) return undefined
  const fitting = candidates.filter(({ waitMs }) => waitMs === 0)
  if (fitting.length > 0) return { type: 'serve', order: fitting.map(({ leaf }) => leaf) }
  const soonestMs = Math.min(...candidates.map(({ waitMs }) => waitMs))
  const restMs = Math.min(soonestMs, field.restMs ?? soonestMs)
  if (restMs <= patienceMs) return { type: 'wait', restMs, isForRoom: true }
  return { type: 'serve', order: candidates.map(({ leaf }) => leaf) }
}

const isReady = ({ readiness }: Leaf): boolean => readiness.type === 'ready'

/**
 * Only the first: who waits for the second best might have had it at once. What is as warm at one that is ready is no
 * reason to wait.
 */
const waitForFavourite = (situation: Situation): Decision | undefined => {
  const { favourites, field, roomMs, mode, patienceMs, waitedMs, now } = situation
  const [favourite] = favourites
  if (favourite === undefined || patienceMs <= 0) return undefined
  let elsewhere = 0
  for (const { leaf, warmTokens } of favourites)
    if (isReady(leaf) && roomMs(leaf, warmTokens) === 0) elsewhere = Math.max(elsewhere, warmTokens)
  const only = {
    ...favourite,
    warmTokens: Math.max(0, favourite.warmTokens - elsewhere),
    crowding: 1 - (1 - favourite.crowding) * (1 - field.scarcity()),
  }
  const worthMs = Math.min(patienceMs, mode.patienceFor(only) - waitedMs)
  const { readiness } = favourite.leaf
  if (worthMs <= 0) return undefined
  const { account } = favourite.leaf.standing
  if (readiness.type === 'full') return { type: 'wait', restMs: undefined, account, worthMs }
  if (readiness.type === 'ready') return waitForItsRoom(situation, favourite, worthMs)
  if (readiness.type !== 'resting' || readiness.until - now > worthMs) return undefined
  return { type: 'wait', restMs: readiness.until - now, account }
}

const waitForItsRoom = (
  { roomMs }: Situation,
  { leaf, warmTokens }: Favourite,
  worthMs: number,
): Decision | undefined => {
  const restMs = roomMs(leaf, warmTokens)
  if (restMs === 0 || restMs > worthMs) return undefined
  return { type: 'wait', restMs, account: leaf.standing.account, isForRoom: true }
}

/**
 * Nobody can serve: everybody is at a limit. Whoever took the first account that is free would read there anew what its own
 * has in its cache, and everybody would be at their limits the longer.
 */
const waitForOwn = ({ favourites, patienceMs, waitedMs, now }: Situation): Decision | undefined => {
  const [own] = favourites
  if (own === undefined || own.leaf.readiness.type !== 'resting') return undefined
  const worthMs = Math.min(patienceMs, own.warmTokens * WORTH_MS_PER_TOKEN - waitedMs)
  const restMs = own.leaf.readiness.until - now
  const { account } = own.leaf.standing
  return restMs > worthMs ? undefined : { type: 'wait', restMs, account }
}

const waitForAny = ({ restMs, isBusy }: Field, patienceMs: number): Decision => {
  if (restMs === undefined && !isBusy) return { type: 'nobody' }
  if (patienceMs <= 0 || (!isBusy && (restMs ?? 0) > patienceMs)) return { type: 'too-late' }
  return { type: 'wait', restMs }
}
