import { storedScope } from '../../account/cooldown.ts'
import type { Dispatch } from '../../exchange/messages.ts'
import type { Failure } from '../../ir/failure.ts'
import { holderOf, parseReferences, type Reference } from '../../ir/reference.ts'
import type { AccountEntry } from '../standing/account-pool.ts'
import type { Ground } from '../ground.ts'
import type { Ownership } from './owners.ts'
import {
  keptApart,
  keptByNobody,
  madeElsewhere,
  nobodyKnows,
  notFound,
  offeredNowhere,
  ownerIsGone,
  type Missing,
} from './refuse-stored.ts'
import { route, spokenAt, unknownChannel, type Route, type RouteTarget } from './route.ts'

export type Located =
  | {
      readonly type: 'located'
      readonly targets: readonly RouteTarget[]
      /** The one account that can serve the request; undefined: any of the targets'. */
      readonly pinnedTo: string | undefined
    }
  | Extract<Route, { type: 'uncounted' | 'unroutable' }>

/** Which channels, or which one account, may serve a request. */
export const locate = (dispatch: Dispatch, ground: Ground): Located => {
  if (dispatch.account !== '') return byAccount(dispatch, ground)
  if (dispatch.resource !== '') return byResource(dispatch, ground)
  return namesNoModel.has(dispatch.operation)
    ? byOperation(dispatch, ground)
    : byModel(dispatch, ground)
}

/** What is sent before anybody asks a model about it. */
const namesNoModel: ReadonlySet<Dispatch['operation']> = new Set([
  'start-upload',
  'upload',
  'create-store',
])

/** An address of ours has named it. */
const byAccount = ({ account, scope, resource }: Dispatch, { entries }: Ground): Located => {
  const entry = entries.get(account)
  const isThere = entry !== undefined && !entry.isRetired
  return isThere && (scope === '' || scope === entry.settings.channel)
    ? pinned(entry)
    : unroutable(ownerIsGone({ field: '', id: resource, what: 'upload' }))
}

/** Without a model to tell it: the default channel if it can, else the first that can. */
const byOperation = (dispatch: Dispatch, { routing }: Pick<Ground, 'routing'>): Located => {
  const { operation, scope } = dispatch
  const { channels, defaultChannel } = routing
  if (scope !== '' && !channels.has(scope)) return unroutable(unknownChannel(scope, routing))
  const asked = scope === '' ? [defaultChannel, ...channels.keys()] : [scope]
  const channel = asked.find((id) => spokenAt(id, dispatch, routing) !== undefined)
  return channel === undefined
    ? unroutable(offeredNowhere(operation, asked))
    : { type: 'located', targets: [{ channel, model: storedScope, wish: '' }], pinnedTo: undefined }
}

/** It is about something that is kept: whoever made that has it, and nobody else. */
const byResource = (dispatch: Dispatch, ground: Ground): Located => {
  const { resource, scope } = dispatch
  const { entries, routing } = ground
  if (scope !== '' && !routing.channels.has(scope))
    return unroutable(unknownChannel(scope, routing))
  const missing: Missing = { field: '', id: resource }
  const ownership = holderOwnership(dispatch, ground)
  switch (ownership.type) {
    case 'foreign':
      return unroutable(notFound(missing))
    case 'unknown':
      return byOnlyAccount(dispatch, ground)
    case 'known': {
      if (ownership.account === '') return unroutable(keptByNobody(missing))
      const entry = entries.get(ownership.account)
      if (entry === undefined || entry.isRetired) return unroutable(ownerIsGone(missing))
      const { channel } = entry.settings
      if (scope !== '' && scope !== channel) return unroutable(madeElsewhere(missing, channel))
      return together(pinned(entry), missing, { dispatch, ground })
    }
    default:
      return ownership satisfies never
  }
}

/** What lies within a thing is its holder's, unless it is known by itself. */
const holderOwnership = (dispatch: Dispatch, ground: Ground): Ownership => {
  const { resource } = dispatch
  const ownership = ownershipOf(resource, dispatch, ground)
  return ownership.type === 'unknown'
    ? ownershipOf(holderOf(resource), dispatch, ground)
    : ownership
}

const ownershipOf = (
  id: string,
  { user }: Dispatch,
  { owners, unkept, context }: Ground,
): Ownership => {
  const now = context.clock.monotonic()
  const kept = owners.find(id, user, now)
  return kept.type === 'unknown' ? unkept.find(id, user, now) : kept
}

/** What was made before this program started is known to nobody here: where there is one account, that one has it. */
const byOnlyAccount = (dispatch: Dispatch, ground: Ground): Located => {
  const { entries, routing } = ground
  const { resource, scope } = dispatch
  const able = Array.from(entries.values()).filter(
    ({ settings: { channel }, isRetired }) =>
      !isRetired &&
      (scope === '' || scope === channel) &&
      spokenAt(channel, dispatch, routing) !== undefined,
  )
  const [only] = able
  const missing: Missing = { field: '', id: resource }
  return only !== undefined && able.length === 1
    ? together(pinned(only), missing, { dispatch, ground })
    : unroutable(nobodyKnows(missing, able.length))
}

const pinned = ({ settings: { id, channel } }: AccountEntry): Located => ({
  type: 'located',
  targets: [{ channel, model: storedScope, wish: '' }],
  pinnedTo: id,
})

const byModel = (dispatch: Dispatch, ground: Ground): Located => {
  const routed = route(dispatch, ground.routing)
  if (routed.type !== 'routed') return routed
  const { targets } = routed
  for (const reference of neededFirst(dispatch)) {
    const followed = follow(reference, { dispatch, targets, ground })
    if (followed.type !== 'anybody') return together(followed, reference, { dispatch, ground })
  }
  return { type: 'located', targets, pinnedTo: undefined }
}

/** What can be done without must not lead away from what cannot. */
const neededFirst = ({ references }: Dispatch): readonly Reference[] =>
  parseReferences(references).toSorted(
    (one, other) => Number(other.isNeeded) - Number(one.isNeeded),
  )

type Following = {
  readonly dispatch: Dispatch
  readonly targets: readonly RouteTarget[]
  readonly ground: Ground
}

/** Where one reference leads. What is unknown goes wherever the mode sends it: its upstream may know. */
const follow = (
  { field, id, isNeeded }: Reference,
  { dispatch, targets, ground }: Following,
): Located | { readonly type: 'anybody' } => {
  const ownership = ownershipOf(id, dispatch, ground)
  if (ownership.type === 'unknown') return anybody
  const refuse = (failure: Failure): Located | typeof anybody =>
    isNeeded ? unroutable(failure) : anybody
  if (ownership.type === 'foreign') return refuse(notFound({ field, id }))
  const { account } = ownership
  if (account === '') return refuse(keptByNobody({ field, id }))
  const entry = ground.entries.get(account)
  if (entry === undefined || entry.isRetired) return refuse(ownerIsGone({ field, id }))
  const { channel } = entry.settings
  const there = targets.filter((target) => target.channel === channel)
  if (there.length === 0) return refuse(madeElsewhere({ field, id }, channel))
  // A thought that nobody can open any more is for the upstream to judge.
  if (!isNeeded && entry.status.state === 'out') return anybody
  return { type: 'located', targets: there, pinnedTo: account }
}

const anybody = { type: 'anybody' } as const

/** What else it names must be its user's, and where the first is. */
const together = (
  located: Located,
  first: Missing,
  { dispatch, ground }: Pick<Following, 'dispatch' | 'ground'>,
): Located => {
  if (located.type !== 'located' || located.pinnedTo === undefined) return located
  for (const { field, id, isNeeded } of parseReferences(dispatch.references)) {
    if (!isNeeded || id === first.id) continue
    const ownership = ownershipOf(id, dispatch, ground)
    if (ownership.type === 'foreign') return unroutable(notFound({ field, id }))
    if (isApart(ownership, located.pinnedTo, ground))
      return unroutable(keptApart(first, { field, id }))
  }
  return located
}

/**
 * Only what was made here is known to be at one account alone; and accounts of one group may have the same things, since
 * what they share is known to their operator.
 */
const isApart = (ownership: Ownership, pinnedTo: string, { entries }: Ground): boolean => {
  if (ownership.type !== 'known' || ownership.isShared === true) return false
  const [one, other] = [entries.get(ownership.account), entries.get(pinnedTo)]
  if (one === undefined || one === other) return false
  const { quotaGroup } = one.settings
  return quotaGroup === '' || quotaGroup !== other?.settings.quotaGroup
}

const unroutable = (failure: Failure): Located => ({ type: 'unroutable', failure })
