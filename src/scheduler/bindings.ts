/**
 * Sessions and the accounts they are tied to. Bounded in number and age; the one unused longest gives way.
 * `now`: as `monotonic` tells.
 */
export type Bindings = {
  accountOf(session: string, now: number): string | undefined
  /** Since it was last used; infinite when there is none. */
  idleMs(session: string, now: number): number
  bind(session: string, account: string, now: number): void
  release(session: string): void
  releaseAccount(account: string): void
  readonly size: number
}

const MAX_BINDINGS = 100_000
const MAX_AGE_MS = 24 * 3_600_000

export const openBindings = (
  maxBindings: number = MAX_BINDINGS,
  maxAgeMs: number = MAX_AGE_MS,
): Bindings => {
  /** In order of last use: a Map keeps insertion order, and a used entry is inserted anew. */
  const entries = new Map<string, { readonly account: string; readonly usedAt: number }>()

  const bind: Bindings['bind'] = (session, account, now) => {
    entries.delete(session)
    entries.set(session, { account, usedAt: now })
    if (entries.size <= maxBindings) return
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      return
    }
  }

  return {
    accountOf: (session, now) => {
      const entry = entries.get(session)
      if (entry === undefined) return undefined
      if (now - entry.usedAt <= maxAgeMs) return entry.account
      entries.delete(session)
      return undefined
    },
    idleMs: (session, now) => now - (entries.get(session)?.usedAt ?? Number.NEGATIVE_INFINITY),
    bind,
    release: (session) => {
      entries.delete(session)
    },
    releaseAccount: (account) => {
      for (const [session, entry] of entries) if (entry.account === account) entries.delete(session)
    },
    get size() {
      return entries.size
    },
  }
}
