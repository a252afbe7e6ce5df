/**
 * A record of ours as the admin routes write it: its field names in snake case, at every depth. Only for records: the keys
 * of a table (accounts, sessions) are not ours to change.
 */
export const inSnakeCase = (record: object): object =>
  Array.isArray(record)
    ? record.map(written)
    : Object.fromEntries(
        Object.entries(record).map(([key, value]) => [snakeCase(key), written(value)]),
      )

const written = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? inSnakeCase(value) : value

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
