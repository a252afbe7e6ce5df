import { isTable, type Path, type Table, valueAt } from './path.ts'
import { Secret } from './secret.ts'
import type { Source } from './source.ts'

/** A layer after it was read: only what conforms to the schema. */
export type ReadLayer = { readonly source: Source; readonly tree: unknown }

const isBranch = (value: unknown): value is Table => isTable(value) && !(value instanceof Secret)

/** The higher tree laid over the lower: tables are joined, anything else (lists too) is replaced as a whole. */
export const mergeTrees = (lower: unknown, higher: unknown): unknown => {
  if (higher === undefined) return lower
  if (!isBranch(lower) || !isBranch(higher)) return higher
  const added = Object.entries(higher).map(([key, value]): [string, unknown] => [
    key,
    mergeTrees(Object.hasOwn(lower, key) ? lower[key] : undefined, value),
  ])
  return Object.fromEntries([...Object.entries(lower), ...added])
}

/** Which layer decides the value at `path`: its position among `layers` (lowest first), -1 for a default. */
export const decidingLayer = (layers: readonly ReadLayer[], path: Path): number => {
  for (const [index, layer] of [...layers.entries()].toReversed()) {
    const found = look(layer.tree, path)
    if (found === 'there') return index
    if (found === 'inside-list') return -1
  }
  return -1
}

/** A list comes from one layer as a whole: what an item does not say is a default, whatever lower layers hold. */
const look = (tree: unknown, path: Path): 'there' | 'inside-list' | 'absent' => {
  let value = tree
  let isInList = false
  for (const part of path) {
    isInList ||= Array.isArray(value)
    value = valueAt(value, [part])
    if (value === undefined) return isInList ? 'inside-list' : 'absent'
  }
  return 'there'
}
