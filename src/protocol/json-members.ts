import type { JsonObject } from './json.ts'

/** The members that `known` does not name and that are not null; undefined when there are none. */
export const membersBeside = (
  value: JsonObject,
  known: ReadonlySet<string>,
): JsonObject | undefined => {
  let rest: Record<string, unknown> | undefined
  for (const key in value) {
    const member = value[key]
    if (known.has(key) || member === null || member === undefined) continue
    rest ??= {}
    rest[key] = member
  }
  return rest
}
