import type { Favourite } from './favourite.ts'
import type { Leaf, Readiness } from '../standing/leaf.ts'
import type { Need } from '../standing/need.ts'
import type { OpenShelf } from '../tree/open-shelf.ts'

/** The accounts as they were at a choice: what a refusal and a receipt tell of. */
export type Outlook = {
  /** Of a small channel all of them, of a large one those that the choice had to do with. */
  readonly leaves: readonly Leaf[]
  /** The one that the request's session is bound to. */
  readonly bound: Leaf | undefined
  /** See `Favourites`. */
  readonly preferred: Leaf | undefined
  readonly warm: readonly Favourite[]
  /** The session leaves it, see `Mode.outgrows`. */
  readonly isOutgrown: boolean
  /** Until the first of them has rested; undefined when none rests. */
  readonly soonestMs: number | undefined
  /** Somebody rests, and whoever does so by the operator's own limits. */
  readonly isGuarded: boolean
  /** Until the first that is ready has room for the prompt, where that is too late; undefined: it was no matter of room. */
  readonly roomMs: number | undefined
  /** Somebody could serve, but for a slot. */
  readonly isBusy: boolean
  /** For how long the operator's own limit keeps requests from all accounts; 0: it does not. */
  readonly closedMs: number
  /** Accounts that could begin a request, but for that limit. */
  readonly readyCount: number
  /** Somebody is about to be up. */
  readonly isStarting: boolean
  /** Somebody could begin a request now, if not this one. */
  readonly isAnybodyReady: boolean
  /** Accounts that only rest or are full were among them. */
  readonly isAnybodyAble: boolean
  /** So they were among those that the request has not had its tries at. */
  readonly isAnybodyLeft: boolean
  readonly refusals: readonly Refusal[]
  /** Accounts were left out as too small for so much; undefined: none was. */
  readonly leftOutFor: Need | undefined
  /** Accounts besides those in `leaves`. */
  readonly others: number
}

export type Refusal = { readonly account: string; readonly reason: string }

export const noOutlook: Outlook = {
  leaves: [],
  bound: undefined,
  preferred: undefined,
  warm: [],
  isOutgrown: false,
  soonestMs: undefined,
  isGuarded: false,
  roomMs: undefined,
  isBusy: false,
  closedMs: 0,
  readyCount: 0,
  isStarting: false,
  isAnybodyReady: false,
  isAnybodyAble: false,
  isAnybodyLeft: false,
  refusals: [],
  leftOutFor: undefined,
  others: 0,
}

/** A thousand receipts are kept: up to so many accounts they tell all of them. */
const MAX_TOLD = 32
const MAX_REFUSALS = 5
/** Of a large channel so many accounts are looked through for reasons. */
const MAX_LOOKED_AT = 64

type Facts = Pick<
  Outlook,
  'bound' | 'isOutgrown' | 'roomMs' | 'isBusy' | 'closedMs' | 'preferred' | 'warm' | 'leftOutFor'
> & {
  /** As `monotonic` tells. */
  readonly now: number
  /** Those that were asked for, or about to be. */
  readonly chosen: readonly Leaf[]
}

/** Written out whole: made for every request. */
export const outlookOf = (
  shelves: readonly OpenShelf[],
  { bound, isOutgrown, preferred, warm, chosen, roomMs, isBusy, closedMs, leftOutFor, now }: Facts,
): Outlook => {
  const size = shelves.reduce((sum, { shelf }) => sum + shelf.tree.size, 0)
  const leaves = size <= MAX_TOLD ? shelves.flatMap((open) => open.leaves()) : chosen
  const readyCount = shelves.reduce((sum, { shelf }) => sum + shelf.tree.tally.ready, 0)
  return {
    leaves,
    bound,
    isOutgrown,
    preferred,
    warm,
    roomMs,
    isBusy: isBusy && closedMs === 0,
    closedMs,
    readyCount,
    soonestMs: soonestOf(shelves, now, closedMs),
    isGuarded: areGuarded(shelves),
    isStarting: shelves.some(({ shelf }) => shelf.tree.tally.starting > 0),
    isAnybodyReady: closedMs === 0 && readyCount > 0,
    isAnybodyAble: shelves.some((open) => ableAt(open) > 0),
    isAnybodyLeft: shelves.some((open) => ableAt(open) > spentAt(open)),
    refusals: shelves.flatMap(refusalsOf).slice(0, MAX_REFUSALS),
    leftOutFor,
    others: size - leaves.length,
  }
}

/** Whether somebody rests, and whoever does so by the operator's own limits. */
const areGuarded = (shelves: readonly OpenShelf[]): boolean => {
  let [guarded, resting] = [0, 0]
  for (const { shelf } of shelves) {
    guarded += shelf.tree.guarded
    resting += shelf.tree.tally.resting
  }
  return resting > 0 && guarded === resting
}

/** Also of those that have had the request: it may come again. */
const soonestOf = (
  shelves: readonly OpenShelf[],
  now: number,
  closedMs: number,
): number | undefined => {
  const isReady = shelves.some(({ shelf }) => shelf.tree.tally.ready > 0)
  if (closedMs > 0 && isReady) return closedMs
  let soonest = Number.POSITIVE_INFINITY
  for (const { shelf } of shelves) soonest = Math.min(soonest, shelf.tree.soonest())
  return Number.isFinite(soonest) ? Math.max(closedMs, soonest - now) : undefined
}

const ableAt = ({ shelf }: OpenShelf): number => {
  const { ready, full, resting } = shelf.tree.tally
  return ready + full + resting
}

/** Of these. */
const spentAt = ({ spent, leafOf }: OpenShelf): number => {
  let count = 0
  for (const account of spent) if (isAble(leafOf(account)?.readiness)) count += 1
  return count
}

const isAble = (readiness: Readiness | undefined): boolean =>
  readiness !== undefined && readiness.type !== 'starting' && readiness.type !== 'refused'

const refusalsOf = ({ shelf, spent }: OpenShelf): readonly Refusal[] => {
  const { starting, refused } = shelf.tree.tally
  if (starting + refused + spent.size === 0) return []
  return shelf.tree
    .leaves()
    .slice(0, MAX_LOOKED_AT)
    .flatMap(({ standing: { account }, readiness }): readonly Refusal[] => {
      if (readiness.type === 'refused') return [{ account, reason: readiness.reason }]
      if (readiness.type === 'starting') return [{ account, reason: 'its thread is starting' }]
      return spent.has(account) ? [{ account, reason: 'it was tried already' }] : []
    })
}
