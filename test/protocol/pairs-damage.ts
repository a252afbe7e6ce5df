import { isObject } from '../../src/protocol/json.ts'

export type Path = readonly (string | number)[]

/** The way to every value within another. */
export const pathsOf = (value: unknown, before: Path = []): readonly Path[] => {
  if (Array.isArray(value)) return value.flatMap((member, at) => wayTo(member, [...before, at]))
  return isObject(value)
    ? Object.entries(value).flatMap(([key, member]) => wayTo(member, [...before, key]))
    : []
}

const wayTo = (member: unknown, path: Path): readonly Path[] => [path, ...pathsOf(member, path)]

/** Another value in this place. Undefined takes it away. */
export const replaced = (value: unknown, path: Path, other: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return other
  if (Array.isArray(value) && typeof key === 'number' && key < value.length)
    return value
      .with(key, replaced(value[key], rest, other))
      .filter((member) => member !== undefined)
  return isObject(value) ? { ...value, [key]: replaced(value[key], rest, other) } : value
}

export const wrongValues: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1.5,
  '',
  'no such word',
  [],
  [null],
  [{}],
  ['text'],
  {},
  { type: 'no such type' },
  { __proto__: null, constructor: 1 },
]
