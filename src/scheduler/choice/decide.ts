import type { Favourite } from './favourite.ts'
import type { Leaf } from '../standing/leaf.ts'
import type { Mode } from '../mode/index.ts'
import { WORTH_MS_PER_TOKEN } from './worth.ts'

export type Decision =
  /** In this order: when one declines, the next is asked without deciding again. */
  | { readonly type: 'serve'; readonly order: readonly Leaf[] }
  /** `restMs`: until the first rest ends; undefined when only a freed slot can help. */
  | {
      readonly type: 'wait'
      readonly restMs: number | undefined
      /** The one that it waits for by choice, whoever else may be free; absent: anybody will do. */
      readonly account?: string
      /** For how long it does so; absent: until that one's rest ends. */
      readonly worthMs?: number
      /** Somebody is ready, and has no room for this prompt: for others it may have. */
      readonly isForRoom?: true
    }
  /** Nobody who could serve will be free in time. */
  | { readonly type: 'too-late' }
  | { readonly type: 'nobody' }

/** Everybody who could serve, as a decision asks for them. */
export type Field = {
  /** The ready ones as the mode finds them, best first, those without room for the prompt last: so many that there is somebody to ask when one declines. They are found once. */
  order(): readonly Leaf[]
  /** Share of those it looked at that have no room for the prompt now. */
  scarcity(): number
  /** Until the first rest ends; undefined when nobody rests. */
  readonly restMs: number | undefined
  /** Somebody has only no slot free. */
  readonly isBusy: boolean
}

export type Situation = {
  readonly mode: Mode
  /** Best first; none of them has failed this request. */
  readonly favourites: readonly Favourite[]
  readonly field: Field
  /** How long until a ready account has room for the prompt, when it has so many tokens of it in its cache; 0: now. */
  readonly roomMs: (leaf: Leaf, warmTokens: number) => number
  /** For how long nobody may be given anything, whoever is ready; 0: somebody may now. */
  readonly closedMs: number
  /** For how long this request may still wait; 0 or less: no longer. */
  readonly patienceMs: number
  /** For how long it has waited already. */
  readonly waitedMs: number
  /** As `monotonic` tells. */
  readonly now: number
}

/** Who serves a request, as a pure function. */
export const decide = (situation: Situation): Decision => {
  const { favourites, field, patienceMs, closedMs } = situation
  if (closedMs > 0)
    return closedMs > patienceMs ? { type: 'too-late' } : { type: 'wait', restMs: closedMs }
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
