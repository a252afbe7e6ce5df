import { importableRoots, isolatedSiblings, packagePlaces, type Plan } from './house.ts'
import { folderOf, type Import, resolveImport, type Source, type Violation } from './source.ts'

/** Every import against the plan: direction, doors, siblings, packages. */
export const checkImports = (sources: readonly Source[], plan: Plan): readonly Violation[] =>
  sources.flatMap((source) => [
    ...checkFolder(source, plan),
    ...source.imports.flatMap((found) => checkImport(source, found, plan)),
  ])

const checkFolder = ({ path }: Source, plan: Plan): readonly Violation[] => {
  const folder = folderOf(path)
  if (folder === undefined || folder in plan) return []
  return [{ rule: 'plan', path, line: 0, message: `the folder src/${folder} is not in the plan` }]
}

const checkImport = (source: Source, found: Import, plan: Plan): readonly Violation[] => {
  const target = resolveImport(source.path, found.specifier)
  const message =
    target === undefined
      ? packageFault(source.path, found.specifier)
      : (directionFault(source.path, { target, ...found }, plan) ??
        siblingFault(source.path, target))
  return message === undefined
    ? []
    : [{ rule: 'import', path: source.path, line: found.line, message }]
}

const directionFault = (
  from: string,
  { target, isTypeOnly }: Import & { readonly target: string },
  plan: Plan,
): string | undefined => {
  if (target.startsWith('workers/') || isRoot(target)) return `nothing imports ${target}`
  const folder = folderOf(from)
  const other = folderOf(target)
  if (folder === undefined || folder === other || target === 'package.json') return undefined
  if (other === undefined) return `${target} is outside src`
  const { imports = [], types = [] } = plan[folder] ?? {}
  const names = (entry: string) => entry === other || `src/${entry}` === target
  if (imports.some(names) || (isTypeOnly && types.some(names))) return undefined
  const what = types.some(names) ? 'more than types of ' : ''
  return `${folder} may not import ${what}${target.slice('src/'.length)}`
}

const isRoot = (path: string): boolean =>
  /^src\/[^/]+$/.test(path) && !importableRoots.includes(path)

/** `channel/openai` and `channel/anthropic` are siblings; files directly in `channel` belong to all. */
const siblingFault = (from: string, target: string): string | undefined => {
  const own = siblingOf(from)
  const other = siblingOf(target)
  return own !== undefined && other !== undefined && own !== other
    ? `${own} may not import its sibling ${other}`
    : undefined
}

const siblingOf = (path: string): string | undefined => {
  const [, folder = '', sibling, ...rest] = path.split('/')
  return isolatedSiblings.includes(folder) && rest.length > 0 ? `${folder}/${sibling}` : undefined
}

const packageFault = (from: string, specifier: string): string | undefined => {
  if (specifier === 'bun' || specifier.startsWith('node:')) return undefined
  const name = packageName(specifier)
  const places = packagePlaces[name]
  if (places === undefined) return `${name} has no place in scripts/layout/house.ts`
  return places.some((place) => from.startsWith(place))
    ? undefined
    : `${name} belongs to ${places.join(', ')}`
}

const packageName = (specifier: string): string => {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
