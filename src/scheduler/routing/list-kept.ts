import type { Ground } from '../ground.ts'
import type { KeptListed, ListKept } from '../messages.ts'

/** What was made at an account that is gone cannot be asked for any more. */
export const listKept = (
  { user, scope, kind, lifetimeMs }: ListKept,
  { owners, entries, context }: Ground,
): KeptListed => {
  const now = context.clock.monotonic()
  const since = lifetimeMs === 0 ? Number.NEGATIVE_INFINITY : now - lifetimeMs
  const listed = owners.list(user, { kind, since }).filter(({ account }) => {
    const entry = entries.get(account)
    return entry?.isRetired === false && (scope === '' || scope === entry.settings.channel)
  })
  const toEpoch = context.clock.now() - now
  const kept = listed.map(({ id, madeAt }) => ({ id, madeAt: Math.round(madeAt + toEpoch) }))
  return { type: 'kept-listed', kept }
}
