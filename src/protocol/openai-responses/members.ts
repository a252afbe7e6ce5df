import type { Extras } from '../../ir/part.ts'
import type { JsonObject } from '../json.ts'

/** The members that `known` does not name; undefined when there are none. `null` is the same as not given. */
export const membersBeside = (
  value: JsonObject,
  known: ReadonlySet<string>,
): Extras | undefined => {
  let extras: Record<string, unknown> | undefined
  for (const key in value) {
    const member = value[key]
    if (known.has(key) || member === undefined || member === null) continue
    extras ??= {}
    extras[key] = member
  }
  return extras
}

/** An item's own state is worth keeping only where it is not the usual one. */
export const isUsualStatus = (status: unknown): boolean =>
  status === undefined || status === null || status === 'completed' || status === 'in_progress'
