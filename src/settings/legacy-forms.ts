/**
 * Files of gephyr and gproxy say some things in another place or form. Here they are rewritten to
 * the one place each thing has, before anything is checked; findings still use the name that was written.
 */
import { credentialForms } from './credential-forms.ts'
import { isTable, type Path, pathText, type Table, valueAt, withValue } from './path.ts'
import type { Rewritten } from './rewritten.ts'

type Move = { readonly from: readonly string[]; readonly to: readonly string[] }

const moves: readonly Move[] = [
  { from: ['proxy', 'port'], to: ['global', 'port'] },
  { from: ['proxy', 'admin_password'], to: ['global', 'admin_key'] },
  { from: ['global', 'proxy'], to: ['proxy', 'upstream_proxy', 'url'] },
]

export const rewrite = (tree: unknown): Rewritten => {
  const start: Rewritten = { tree, moved: new Map(), faults: [] }
  const moved = moves.reduce(applyMove, start)
  return credentialForms(enableGlobalProxy(mergeOldMappings(moved)))
}

const applyMove = (rewritten: Rewritten, { from, to }: Move): Rewritten => {
  const value = valueAt(rewritten.tree, from)
  if (value === undefined || !isTable(rewritten.tree)) return rewritten
  const without = withValue(rewritten.tree, from, undefined)
  if (value === null || value === '') return { ...rewritten, tree: without }
  const present = valueAt(without, to)
  if (present !== undefined && present !== null && present !== '' && present !== value) {
    const fault = { path: pathText(from), message: `says something else than \`${pathText(to)}\`` }
    return { ...rewritten, tree: without, faults: [...rewritten.faults, fault] }
  }
  if (!canHold(without, to)) return rewritten
  return {
    ...rewritten,
    tree: withValue(without, to, value),
    moved: new Map([...rewritten.moved, [pathText(to), pathText(from)]]),
  }
}

/** Whether nothing but tables stands on the way: a fault there is reported as it is. */
const canHold = (tree: Table, path: Path): boolean =>
  path.slice(0, -1).every((_, index) => {
    const value = valueAt(tree, path.slice(0, index + 1))
    return value === undefined || isTable(value)
  })

/** gproxy has no switch for its one proxy: a URL is a proxy in use. */
const enableGlobalProxy = (rewritten: Rewritten): Rewritten => {
  const enabled = ['proxy', 'upstream_proxy', 'enabled']
  const isMoved = rewritten.moved.has('proxy.upstream_proxy.url')
  if (!isMoved || !isTable(rewritten.tree)) return rewritten
  return { ...rewritten, tree: withValue(rewritten.tree, enabled, true) }
}

/** Tables of old gephyr files; their `…-series` keys named groups that no longer exist. */
const mergeOldMappings = (rewritten: Rewritten): Rewritten => {
  const { tree } = rewritten
  const old = ['anthropic_mapping', 'openai_mapping'].map((key) => ['proxy', key])
  const tables = old.map((path) => valueAt(tree, path)).filter(isTable)
  const current = valueAt(tree, ['proxy', 'custom_mapping']) ?? {}
  if (tables.length === 0 || !isTable(tree) || !isTable(current)) return rewritten
  const rules = tables
    .flatMap((table) => Object.entries(table))
    .filter(([name]) => !name.endsWith('-series'))
  const merged = Object.fromEntries([...rules, ...Object.entries(current)])
  const without = old.reduce((rest, path) => withValue(rest, path, undefined), tree)
  return { ...rewritten, tree: withValue(without, ['proxy', 'custom_mapping'], merged) }
}
