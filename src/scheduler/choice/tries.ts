/** How often accounts have had one exchange. */
export type Tries = ReadonlyMap<string, number>

/** Of one account, its first one included. */
export const MAX_TRIES_PER_ACCOUNT = 2

/** Some account has had it as often as may be. */
export const hasSpentAny = (tries: Tries): boolean => {
  for (const count of tries.values()) if (count >= MAX_TRIES_PER_ACCOUNT) return true
  return false
}

/** The accounts that have had it so often. */
export const triedAt = (tries: Tries, least: number): ReadonlySet<string> => {
  if (tries.size === 0) return none
  const found = new Set<string>()
  for (const [account, count] of tries) if (count >= least) found.add(account)
  return found
}

const none: ReadonlySet<string> = new Set()
