/**
 * A record of ours as the admin routes write it: its field names in snake case, at every depth. Only for records: the keys
 * of a table (accounts, sessions) are not ours to change.
 */
export const inSnakeCase = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inSnakeCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snakeCase(key), inSnakeCase(inner)]),
  )
}

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
