/** A place in the tree: keys and list positions from the root. */
export type Path = readonly (string | number)[]

const plainKey = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** `channels[0].settings.base_url`; keys that are no plain words stand in quotes: `custom_mapping["gpt-4*"]`. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    if (!plainKey.test(part)) return `${text}[${JSON.stringify(part)}]`
    return text === '' ? part : `${text}.${part}`
  }, '')

/** The path with list positions left out: `channels[].settings.base_url`. */
export const pathPattern = (path: Path): string =>
  path
    .map((part) => (typeof part === 'number' ? '[]' : `.${part}`))
    .join('')
    .slice(1)

export type Table = Readonly<Record<string, unknown>>

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** What stands at `path`, own keys only; `undefined` when nothing does. */
export const valueAt = (tree: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return typeof part === 'number' ? value[part] : undefined
    return isTable(value) && Object.hasOwn(value, part) ? value[part] : undefined
  }, tree)

/** A copy of `tree` with `value` at `path`; `undefined` takes the key out. Keys only, no list positions. */
export const withValue = (tree: Table, path: readonly string[], value: unknown): Table => {
  const [key, ...rest] = path
  if (key === undefined) return tree
  const others = Object.entries(tree).filter(([name]) => name !== key)
  if (rest.length === 0) {
    return Object.fromEntries(value === undefined ? others : [...others, [key, value]])
  }
  const inner = Object.hasOwn(tree, key) ? tree[key] : undefined
  if (value === undefined && !isTable(inner)) return tree
  return Object.fromEntries([...others, [key, withValue(isTable(inner) ? inner : {}, rest, value)]])
}
