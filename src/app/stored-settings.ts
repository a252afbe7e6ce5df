import type { StateEntry } from '../ledger/state.ts'
import { type Leaf, leavesOf, type Table, treeOf } from '../settings/index.ts'

/**
 * What was changed while the program ran, as it stands in the database: one entry a value, its key the path as JSON.
 * So a change that was lost takes no other with it.
 */
export const settingKind = 'setting'

/** More than a configuration has. */
export const MAX_STORED_SETTINGS = 10_000

export const settingsFrom = (entries: readonly StateEntry[]): Table =>
  treeOf(entries.flatMap(leafFrom))

/** What has to be written for the tree to become the other. */
export const settingEntries = (before: Table, after: Table, at: number): readonly StateEntry[] => {
  const known = textsOf(before)
  const wanted = textsOf(after)
  const keys = new Set([...known.keys(), ...wanted.keys()])
  return Array.from(keys)
    .filter((key) => known.get(key) !== wanted.get(key))
    .map((key) => ({ kind: settingKind, key, value: wanted.get(key) ?? null, at }))
}

const textsOf = (tree: Table): ReadonlyMap<string, string> =>
  new Map(leavesOf(tree).map(({ path, value }) => [JSON.stringify(path), JSON.stringify(value)]))

/** Only a hand in the database can have made what is no path. */
const leafFrom = ({ key, value }: StateEntry): readonly Leaf[] => {
  try {
    const path: unknown = JSON.parse(key)
    const isPath = Array.isArray(path) && path.every((part) => typeof part === 'string')
    return isPath && path.length > 0 ? [{ path, value: JSON.parse(value ?? 'null') }] : []
  } catch {
    return []
  }
}
