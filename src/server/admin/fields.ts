import type { Failure } from '../../ir/failure.ts'
import { nearestName } from '../../ir/near-names.ts'
import { toText } from '../../protocol/bytes.ts'
import { badField, nothingToChange, notJson, shortened } from '../refusal.ts'

export type Table = Readonly<Record<string, unknown>>

/** A field of a body: its name, and other names for it besides its form in camel case. */
export type Field = { readonly name: string; readonly aliases?: readonly string[] }

export type Read =
  | { readonly type: 'read'; readonly table: Table }
  | { readonly type: 'refused'; readonly failure: Failure }

/** A body (one character a byte) that must be a JSON object. An empty one is an object without fields. */
export const readTable = (body: string): Read => {
  if (body.trim() === '') return { type: 'read', table: {} }
  try {
    const value: unknown = JSON.parse(toText(body))
    return isWithin(value, MAX_LEVELS) ? tableOf(value, '') : tooDeep
  } catch {
    return { type: 'refused', failure: notJson('The body is no JSON.') }
  }
}

/** No setting lies deeper in a body. What does would be walked through, level by level, wherever settings are. */
const MAX_LEVELS = 8

const tooDeep: Read = {
  type: 'refused',
  failure: notJson(`The body is nested more than ${MAX_LEVELS} levels deep.`),
}

const isWithin = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => isWithin(inner, levels - 1)))

const tableOf = (value: unknown, path: string): Read =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { type: 'read', table: { ...value } }
    : {
        type: 'refused',
        failure:
          path === ''
            ? notJson('The body must be a JSON object.')
            : badField(path, `"${path}" must be a JSON object.`),
      }

/**
 * The fields of an object by their names, whatever alias they came under. One that nobody reads is refused: whoever
 * mistypes a setting must not believe that it was made.
 */
export const readFields = (table: Table, fields: readonly Field[], within = ''): Read => {
  const names = new Map(fields.flatMap(namesOf))
  const read: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(table)) {
    const name = names.get(key)
    if (name === undefined)
      return { type: 'refused', failure: unknownField(within + shortened(key), fields) }
    if (Object.hasOwn(read, name))
      return {
        type: 'refused',
        failure: badField(within + key, `"${within}${name}" is given twice.`),
      }
    read[name] = value
  }
  return { type: 'read', table: read }
}

/** The same, and at least one of them must be there. */
export const readSome = (table: Table, fields: readonly Field[]): Read => {
  const read = readFields(table, fields)
  if (read.type === 'refused') return read
  return Object.keys(read.table).length === 0
    ? { type: 'refused', failure: nothingToChange(fields.map(({ name }) => name)) }
    : read
}

/** As `readFields`, for an object within an object; undefined when it is not there. */
export const readInner = (
  table: Table,
  name: string,
  fields: readonly Field[],
): Read | undefined => {
  if (!Object.hasOwn(table, name)) return undefined
  const inner = tableOf(table[name], name)
  return inner.type === 'refused' ? inner : readFields(inner.table, fields, `${name}.`)
}

/** A field that must be a text with something in it. */
export const readText = (table: Table, name: string): string | Failure => {
  const value = table[name]
  return typeof value === 'string' && value !== ''
    ? value
    : badField(name, `"${name}" must be a string that is not empty.`)
}

const namesOf = ({ name, aliases = [] }: Field) =>
  [name, camelCase(name), ...aliases].map((one) => [one, name] as const)

const camelCase = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

const unknownField = (path: string, fields: readonly Field[]): Failure => {
  const known = fields.map(({ name }) => name)
  const near = nearestName(path.split('.').at(-1) ?? path, known)
  const hint = near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${near}"?`
  return badField(path, `"${path}" is no field of this route. ${hint}`)
}
