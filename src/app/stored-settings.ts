import type { StateEntry } from '../ledger/state.ts'
import { holdsSecret, type Leaf, leavesOf, type Table } from '../settings/index.ts'
import type { Seal } from '../server/front.ts'

/**
 * What was changed while the program ran, as it stands in the database: one entry a value, its key the path as JSON.
 * So a change that was lost takes no other with it. What holds a secret is sealed.
 */
export const settingKind = 'setting'

/** More than a configuration has. */
export const MAX_STORED_SETTINGS = 10_000

export type StoredLeaf =
  | { readonly type: 'leaf'; readonly leaf: Leaf }
  /** Sealed with another key. */
  | { readonly type: 'closed'; readonly path: readonly string[] }
  /** Only a hand in the database can have made what is no path or no value. */
  | { readonly type: 'damaged' }

export const openSetting = async (entry: StateEntry, seal: Seal): Promise<StoredLeaf> => {
  const path = parsed(entry.key)
  const value = parsed(entry.value ?? '')
  if (!isPath(path) || value === undefined) return { type: 'damaged' }
  const sealed = sealedIn(value)
  if (sealed === undefined) return { type: 'leaf', leaf: { path, value } }
  const opened = await seal.open(sealed, entry.key)
  return opened === undefined
    ? { type: 'closed', path }
    : { type: 'leaf', leaf: { path, value: JSON.parse(opened) } }
}

export type SettingChange = {
  readonly before: Table
  readonly after: Table
  readonly at: number
}

/** What has to be written for the one tree to become the other. */
export const settingEntries = (
  { before, after, at }: SettingChange,
  seal: Seal,
): Promise<readonly StateEntry[]> => {
  const known = leavesByKey(before)
  const wanted = leavesByKey(after)
  const keys = Array.from(new Set([...known.keys(), ...wanted.keys()]))
  const changed = keys.filter((key) => textOf(known.get(key)) !== textOf(wanted.get(key)))
  return Promise.all(
    changed.map(async (key) => {
      const leaf = wanted.get(key)
      const value = leaf === undefined ? null : await storedText(leaf, key, seal)
      return { kind: settingKind, key, value, at }
    }),
  )
}

/** A table is never one value, so one that stands as a value says that it is sealed. */
const storedText = async (leaf: Leaf, key: string, seal: Seal): Promise<string> =>
  holdsSecret(leaf) ? JSON.stringify({ sealed: await seal.seal(textOf(leaf), key) }) : textOf(leaf)

const sealedIn = (value: unknown): string | undefined =>
  typeof value === 'object' &&
  value !== null &&
  'sealed' in value &&
  typeof value.sealed === 'string'
    ? value.sealed
    : undefined

const leavesByKey = (tree: Table): ReadonlyMap<string, Leaf> =>
  new Map(leavesOf(tree).map((leaf) => [JSON.stringify(leaf.path), leaf]))

const textOf = (leaf: Leaf | undefined): string =>
  leaf === undefined ? '' : JSON.stringify(leaf.value)

const isPath = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
