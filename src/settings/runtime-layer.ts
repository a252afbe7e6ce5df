import { type Fault, fault } from './findings.ts'
import { isTable, type Path, pathText, type Table, withValue } from './path.ts'
import { readLayer } from './read-layer.ts'
import { Secret } from './secret.ts'
import type { Source } from './source.ts'

/** One value of a tree of settings. A list is one value. */
export type Leaf = { readonly path: readonly string[]; readonly value: unknown }

export const leavesOf = (tree: unknown, path: readonly string[] = []): readonly Leaf[] =>
  isTable(tree)
    ? Object.entries(tree).flatMap(([key, value]) => leavesOf(value, [...path, key]))
    : [{ path, value: tree }]

export const treeOf = (leaves: readonly Leaf[]): Table =>
  leaves.reduce<Table>((tree, { path, value }) => withValue(tree, path, value), {})

/** What was changed while the program ran, after one more change: see `ChangeSettings`. */
export const patched = (tree: Table, patch: Table): Table =>
  leavesOf(patch).reduce(
    (changed, { path, value }) => withValue(changed, path, value === null ? undefined : value),
    tree,
  )

/** What of a change cannot be made while the program runs, and what is wrong with it whatever stands beside it. */
export const patchFaults = (patch: unknown): readonly Fault[] => {
  if (!isTable(patch)) return [{ ...fault([], 'must be a table of settings'), source: 'runtime' }]
  const paths = leavesOf(patch).map(({ path }) => path)
  const late = paths.filter(isNeededBefore).map((path) => ({
    ...fault(path, foundTooLate),
    source: 'runtime',
  }))
  // Joined with what was changed before, an empty table in the place of a value would say nothing.
  return [...late, ...readAlone(patch).faults]
}

const foundTooLate =
  'is needed to find what was changed while the program ran: set it in the file, in the environment or by a flag'

const neededBefore = new Set(['data_dir', 'dsn', 'database_secret_key'])

const isNeededBefore = ([section, name]: readonly string[]): boolean =>
  section === 'global' && name !== undefined && neededBefore.has(name)

/** Read as any layer is, so that older names of a key do not hide what it holds. */
export const holdsSecret = (leaf: Leaf): boolean => hasSecret(readAlone(treeOf([leaf])).tree)

const readAlone = (tree: Table) =>
  readLayer({ source: { type: 'runtime' }, form: 'data', tree }, () => undefined)

const hasSecret = (value: unknown): boolean => {
  if (value instanceof Secret) return !value.isEmpty
  return typeof value === 'object' && value !== null && Object.values(value).some(hasSecret)
}

/** What of a change does not hold, since the environment or a flag says something else. */
export const overruledBy = (patch: unknown, originOf: (path: Path) => Source): readonly string[] =>
  leavesOf(patch).flatMap(({ path }) => {
    const { type } = originOf(path)
    return type === 'environment' || type === 'flag' ? [pathText(path)] : []
  })
