import { Recency } from '../../actor/recency.ts'

const MAX_BINDINGS = 100_000
const MAX_AGE_MS = 24 * 3_600_000
/** A use is told of again when it is so much later than the one that was told last: most requests change nothing. */
const RETELL_MS = 60_000
/** So many that are too old go with each that is bound: no request pays for all of a day. */
const FORGOTTEN_AT_ONCE = 10

/** A session and the account it is tied to. Instants are as `monotonic` tells. */
export type Binding = {
  readonly session: string
  readonly account: string
  readonly boundAt: number
  readonly usedAt: number
  /** Since it was bound. */
  readonly uses: number
}

/** What became of a session; `undefined`: it is bound no more. */
export type BindingChange = { readonly session: string; readonly binding: Binding | undefined }

type Entry = Omit<Binding, 'session'> & { readonly toldAt: number }

/**
 * Sessions and the accounts they are tied to. Bounded in number and age; the one unused longest gives way.
 * `now`: as `monotonic` tells. State of the scheduler actor, used by it alone.
 */
export class Bindings {
  readonly #entries = new Recency<Entry>()
  /** Sessions that are not as they were told of last. */
  readonly #changed = new Set<string>()
  readonly #maxBindings: number
  readonly #maxAgeMs: number

  constructor(maxBindings: number, maxAgeMs: number) {
    this.#maxBindings = maxBindings
    this.#maxAgeMs = maxAgeMs
  }

  get size(): number {
    return this.#entries.size
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  accountOf(session: string, now: number): string | undefined {
    const entry = this.#entries.peek(session)
    if (entry === undefined) return undefined
    if (now - entry.usedAt <= this.#maxAgeMs) return entry.account
    this.release(session)
    return undefined
  }

  /** Since it was last used; infinite when there is none. */
  idleMs(session: string, now: number): number {
    return now - (this.#entries.peek(session)?.usedAt ?? Number.NEGATIVE_INFINITY)
  }

  bind(session: string, account: string, now: number): void {
    const known = this.#entries.peek(session)
    const isSame = known?.account === account
    const isTold = isSame && now - known.toldAt < RETELL_MS
    if (!isTold) this.#changed.add(session)
    this.#entries.put(session, {
      account,
      boundAt: isSame ? known.boundAt : now,
      usedAt: now,
      uses: isSame ? known.uses + 1 : 1,
      toldAt: isTold ? known.toldAt : now,
    })
    this.#forget(now, FORGOTTEN_AT_ONCE)
  }

  /** Those that are too old are no bindings any more, whether or not anybody asks for them. */
  forgetOld(now: number): void {
    this.#forget(now, this.#entries.size)
  }

  release(session: string): void {
    if (this.#entries.delete(session)) this.#changed.add(session)
  }

  /** All at once: it goes through every binding. Answers those that were bound to them. */
  releaseAccounts(accounts: ReadonlySet<string>): readonly Binding[] {
    if (accounts.size === 0) return []
    const released = this.list().filter(({ account }) => accounts.has(account))
    for (const { session } of released) this.release(session)
    return released
  }

  /** The one unused longest first. */
  list(): readonly Binding[] {
    return Array.from(this.#entries, ([session, entry]) => bindingOf(session, entry))
  }

  /** What has changed since this was last asked; everything when `isAll`. */
  takeChanges(isAll = false): readonly BindingChange[] {
    const all = isAll ? Array.from(this.#entries, ([session]) => session) : []
    const sessions = new Set([...this.#changed, ...all])
    this.#changed.clear()
    return Array.from(sessions, (session) => {
      const entry = this.#entries.peek(session)
      return { session, binding: entry === undefined ? undefined : bindingOf(session, entry) }
    })
  }

  /** Puts these behind all that were made meanwhile, which stay as they are. The one unused longest comes first. */
  restore(bindings: readonly Binding[], now: number): void {
    const meanwhile = Array.from(this.#entries)
    for (const { session, ...binding } of bindings)
      if (now - binding.usedAt <= this.#maxAgeMs)
        this.#entries.put(session, { ...binding, toldAt: binding.usedAt })
    for (const [session, entry] of meanwhile) this.#entries.put(session, entry)
    this.#forget(now, 0)
  }

  /** Those that are too many, and so many of those that are too old. */
  #forget(now: number, mostOld: number): void {
    let left = mostOld
    for (const [session, { usedAt }] of this.#entries) {
      const isOld = now - usedAt > this.#maxAgeMs && left > 0
      if (!isOld && this.#entries.size <= this.#maxBindings) return
      this.release(session)
      left -= 1
    }
  }
}

const bindingOf = (session: string, { account, boundAt, usedAt, uses }: Entry): Binding => ({
  session,
  account,
  boundAt,
  usedAt,
  uses,
})

export const openBindings = (
  maxBindings: number = MAX_BINDINGS,
  maxAgeMs: number = MAX_AGE_MS,
): Bindings => new Bindings(maxBindings, maxAgeMs)
