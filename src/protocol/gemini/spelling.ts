import type { Field } from '../field.ts'

const spellings = new Map<string, string>()

/** `topP` as `top_p`: the JSON form of protobuf takes both. https://protobuf.dev/programming-guides/json/ */
const snakeCase = (name: string): string => {
  const known = spellings.get(name)
  if (known !== undefined) return known
  const spelled = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  spellings.set(name, spelled)
  return spelled
}

/** A member in either spelling: the one that is given. */
export const member = (field: Field, name: string): Field => {
  const camel = field.at(name)
  const other = snakeCase(name)
  if (camel.isGiven || other === name) return camel
  const snake = field.at(other)
  return snake.isGiven ? snake : camel
}

export const bothSpellings = (names: readonly string[]): ReadonlySet<string> =>
  new Set(names.flatMap((name) => [name, snakeCase(name)]))

/** The parser at Google takes a single object where a list stands, and their own examples write it so. */
export const listOf = (field: Field): readonly Field[] =>
  typeof field.value === 'object' && field.value !== null && !field.isList ? [field] : field.items()
