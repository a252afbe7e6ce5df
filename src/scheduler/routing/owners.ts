import { Recency } from '../../actor/recency.ts'
import { isLasting } from '../../ir/reference.ts'

/** Who has what is known by an id, as far as one user may know. */
export type Ownership =
  /** `account` is empty when nobody keeps it. */
  | Known
  /** Somebody else's: an id opens what it names, so another user must not get there by it. */
  | { readonly type: 'foreign' }
  | { readonly type: 'unknown' }

type Known = {
  readonly type: 'known'
  readonly account: string
  /** It is known from having been asked with: other accounts may have it as well. */
  readonly isShared?: true
}

export type Owner = {
  readonly user: string
  readonly account: string
  readonly madeAt: number
  /** It was not made here, only asked with: others may have it as well. */
  readonly isShared?: true
}

/** Who has an id now; nobody: it is forgotten. */
export type OwnersChange = { readonly id: string; readonly owners: readonly Owner[] }

const MAX_IDS = 200_000
/** For so long the vendors keep responses. */
const MAX_AGE_MS = 30 * 24 * 3_600_000
/** Vendors draw ids by chance; a server that counts them gives the same ones to several users. */
const MAX_OWNERS = 16

/**
 * Which account has what was made for whom. Bounded in number and, but for what lasts, in age; the oldest gives way.
 * `now`: as `monotonic` tells. State of the scheduler actor, used by it alone.
 */
export class Owners {
  /** In order of making. */
  readonly #byId = new Recency<Owner | readonly Owner[]>()
  /** What each user made of the kinds that are listed. */
  readonly #listed = new Map<string, Set<string>>()
  /** Ids that are not as they were told of last. */
  readonly #changed = new Set<string>()
  readonly #maxIds: number
  readonly #maxAgeMs: number

  constructor(maxIds: number = MAX_IDS, maxAgeMs: number = MAX_AGE_MS) {
    this.#maxIds = maxIds
    this.#maxAgeMs = maxAgeMs
  }

  get size(): number {
    return this.#byId.size
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  learn(id: string, owner: Owner): void {
    this.#changed.add(id)
    const others = ownersIn(this.#byId.peek(id)).filter(({ user }) => user !== owner.user)
    // Nearly always there is one: a list for each would take half as much room again.
    this.#byId.put(id, others.length === 0 ? owner : [...others.slice(1 - MAX_OWNERS), owner])
    this.#list(id, owner)
    this.#forget(owner.madeAt)
  }

  find(id: string, user: string, now: number): Ownership {
    const owners = ownersIn(this.#byId.peek(id))
    const own = owners.find((owner) => owner.user === user)
    if (own === undefined) return { type: owners.every(isShared) ? 'unknown' : 'foreign' }
    return now - own.madeAt <= this.#maxAgeMs || this.#lasts(id, own)
      ? { type: 'known', account: own.account, ...(isShared(own) ? { isShared: true } : {}) }
      : { type: 'unknown' }
  }

  /** What a user made of one kind since an instant, the latest first. */
  list(user: string, { kind, since }: ListedKind): readonly Listed[] {
    const ids = Array.from(this.#listed.get(user) ?? []).filter((id) => kindOf(id) === kind)
    const made = ids.toReversed().flatMap((id) => {
      const own = this.#ownedBy(user, id)
      return own === undefined || own.madeAt < since ? [] : [{ ...own, id }]
    })
    return made.toSorted((one, other) => other.madeAt - one.madeAt)
  }

  /** Its upstream has it after all. */
  show(id: string, user: string): void {
    const own = this.#ownedBy(user, id)
    if (own !== undefined) this.#list(id, own)
  }

  /** Its upstream has it no more: it is shown no more, and whoever asks for it hears that there. */
  hide(id: string, user: string): void {
    const listed = this.#listed.get(user)
    listed?.delete(id)
    if (listed?.size === 0) this.#listed.delete(user)
  }

  /** What has changed since this was last asked. */
  takeChanges(): readonly OwnersChange[] {
    const changes = Array.from(this.#changed, (id) => ({
      id,
      owners: ownersIn(this.#byId.peek(id)),
    }))
    this.#changed.clear()
    return changes
  }

  /** Puts these behind all that were learnt meanwhile, which stay as they are. The one made first comes first. */
  restore(changes: readonly OwnersChange[], now: number): void {
    const meanwhile = Array.from(this.#byId)
    for (const { id, owners } of changes) this.#byId.put(id, owners)
    for (const [id, owners] of meanwhile) this.#byId.put(id, owners)
    for (const [id, owners] of this.#byId)
      for (const owner of ownersIn(owners)) this.#list(id, owner)
    this.#forget(now)
  }

  #forget(now: number): void {
    let unseen = this.#byId.size
    for (const [id, owners] of this.#byId) {
      if (unseen === 0) return
      unseen -= 1
      const isOneTooMany = this.#byId.size > this.#maxIds
      const isTooOld = ownersIn(owners).every(({ madeAt }) => now - madeAt > this.#maxAgeMs)
      if (!isTooOld && !isOneTooMany) return
      this.#byId.delete(id)
      // Out of the way of those behind it.
      if (!isOneTooMany && ownersIn(owners).some((owner) => this.#lasts(id, owner)))
        this.#byId.put(id, owners)
      else this.#noteForgotten(id, owners)
    }
  }

  #noteForgotten(id: string, owners: Owner | readonly Owner[]): void {
    this.#changed.add(id)
    for (const { user } of ownersIn(owners)) this.hide(id, user)
  }

  /** Once it is deleted nobody need know of it for longer than of anything else. */
  #lasts(id: string, { user }: Owner): boolean {
    return isLasting(id) && this.#listed.get(user)?.has(id) === true
  }

  #ownedBy(user: string, id: string): Owner | undefined {
    return ownersIn(this.#byId.peek(id)).find((owner) => owner.user === user)
  }

  #list(id: string, owner: Owner): void {
    if (kindOf(id) === undefined || isShared(owner)) return
    const listed = this.#listed.get(owner.user) ?? new Set()
    this.#listed.set(owner.user, listed)
    listed.add(id)
  }
}

export type ListedKind = { readonly kind: string; readonly since: number }

export type Listed = Pick<Owner, 'account' | 'madeAt'> & { readonly id: string }

/** An id that names its kind, as a path does, is one of a list. */
const kindOf = (id: string): string | undefined => /^([A-Za-z]+)\//.exec(id)?.[1]

const isShared = (owner: Owner): boolean => owner.isShared === true

const ownersIn = (owners: Owner | readonly Owner[] | undefined): readonly Owner[] => {
  if (owners === undefined) return []
  return 'user' in owners ? [owners] : owners
}
