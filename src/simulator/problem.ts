/** What is wrong with a value by a schema: the one thing a vendor would name, found in the alternative that was meant. */
import { Kind, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isObject } from './sample.ts'

export type Path = readonly (string | number)[]

export type Problem =
  | { readonly type: 'unknown-field'; readonly path: Path; readonly name: string }
  | { readonly type: 'missing-field'; readonly path: Path; readonly name: string }
  | {
      readonly type: 'wrong-type'
      readonly path: Path
      /** JSON types: `string`, `integer`, … */
      readonly expected: readonly string[]
      readonly found: string
    }
  | {
      readonly type: 'wrong-choice'
      readonly path: Path
      readonly allowed: readonly string[]
      readonly found: string
    }
  | { readonly type: 'wrong-value'; readonly path: Path; readonly rule: string }

export const findProblem = (
  schema: TSchema,
  value: unknown,
  path: Path = [],
): Problem | undefined => {
  if (Value.Check(schema, value)) return undefined
  const found = typeOf(value)
  if (!mayBe(schema, found)) {
    return { type: 'wrong-type', path, expected: [...new Set(typesOf(schema))], found }
  }
  switch (schema[Kind]) {
    case 'Union':
      return inUnion(schema['anyOf'], value, path)
    case 'Object':
      return inObject(schema, value, path)
    case 'Record':
      return inRecord(schema, value, path)
    case 'Array':
      return inArray(schema, value, path)
    case 'Literal':
      return {
        type: 'wrong-choice',
        path,
        allowed: [String(schema['const'])],
        found: String(value),
      }
    default:
      return { type: 'wrong-value', path, rule: ruleOf(schema) }
  }
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const typesOf = (schema: TSchema): readonly string[] => {
  switch (schema[Kind]) {
    case 'Union':
      return alternativesOf(schema).flatMap(typesOf)
    case 'Literal':
      return [typeof schema['const']]
    case 'Record':
      return ['object']
    case 'Unknown':
      return ['null', 'array', 'integer', 'boolean', 'string', 'object']
    default:
      return [String(schema['type'])]
  }
}

/** A whole number is a number, too. */
const mayBe = (schema: TSchema, type: string): boolean =>
  typesOf(schema).some((each) => each === type || (each === 'number' && type === 'integer'))

const alternativesOf = (schema: TSchema): readonly TSchema[] =>
  schema[Kind] === 'Union' ? schema['anyOf'].flatMap(alternativesOf) : [schema]

const inUnion = (schemas: readonly TSchema[], value: unknown, path: Path): Problem | undefined => {
  const sameType = schemas.flatMap(alternativesOf).filter((schema) => mayBe(schema, typeOf(value)))
  if (sameType.every((schema) => schema[Kind] === 'Literal')) {
    const allowed = sameType.map((schema) => String(schema['const']))
    return { type: 'wrong-choice', path, allowed, found: String(value) }
  }
  const meant = isObject(value) ? narrow(sameType, value) : sameType
  if ('problem' in meant) return at(meant.problem, path)
  return closest(meant.map((schema) => findProblem(schema, value, path)))
}

/** Objects are told apart by their `type`, then by their `role`. */
const discriminators = ['type', 'role'] as const

const narrow = (
  schemas: readonly TSchema[],
  value: Readonly<Record<string, unknown>>,
): readonly TSchema[] | { readonly problem: Problem } => {
  let remaining = schemas
  for (const name of discriminators) {
    const isTold = remaining.every((schema) => schema['properties']?.[name] !== undefined)
    if (!isTold || remaining.length < 2) continue
    const fitting = remaining.filter((schema) => admits(schema, name, value[name]))
    if (fitting.length === 0) return { problem: undecided(remaining, name, value[name]) }
    const exact = fitting.filter((schema) => Value.Check(schema['properties'][name], value[name]))
    remaining = exact.length > 0 ? exact : fitting
  }
  return remaining
}

const admits = (schema: TSchema, name: string, value: unknown): boolean => {
  const isRequired = schema['required']?.includes(name) === true
  if (value === undefined) return !isRequired
  return Value.Check(schema['properties'][name], value)
}

const undecided = (schemas: readonly TSchema[], name: string, value: unknown): Problem => {
  if (value === undefined) return { type: 'missing-field', path: [], name }
  const literals = schemas
    .flatMap((schema) => alternativesOf(schema['properties'][name]))
    .filter((schema) => schema[Kind] === 'Literal')
  const allowed = [...new Set(literals.map((schema) => String(schema['const'])))]
  return typeof value === 'string'
    ? { type: 'wrong-choice', path: [name], allowed, found: value }
    : { type: 'wrong-type', path: [name], expected: ['string'], found: typeOf(value) }
}

const at = (problem: Problem, path: Path): Problem => ({
  ...problem,
  path: [...path, ...problem.path],
})

/** The alternative that was meant is the one that goes wrong deepest. */
const closest = (problems: readonly (Problem | undefined)[]): Problem | undefined =>
  problems
    .filter((problem) => problem !== undefined)
    .toSorted((one, other) => other.path.length - one.path.length)[0]

const inObject = (schema: TSchema, value: unknown, path: Path): Problem | undefined => {
  if (!isObject(value)) return undefined
  const properties: Readonly<Record<string, TSchema>> = schema['properties']
  const required: readonly string[] = schema['required'] ?? []
  const missing = required.find((name) => value[name] === undefined)
  if (missing !== undefined) return { type: 'missing-field', path, name: missing }
  for (const [name, field] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (known === undefined) {
      if (schema['additionalProperties'] === false) return { type: 'unknown-field', path, name }
      continue
    }
    const problem = findProblem(known, field, [...path, name])
    if (problem !== undefined && field !== undefined) return problem
  }
  return undefined
}

const inRecord = (schema: TSchema, value: unknown, path: Path): Problem | undefined => {
  const [members] = Object.values<TSchema>(schema['patternProperties'])
  if (!isObject(value) || members === undefined) return undefined
  return Object.entries(value)
    .map(([name, member]) => findProblem(members, member, [...path, name]))
    .find((problem) => problem !== undefined)
}

const inArray = (schema: TSchema, value: unknown, path: Path): Problem | undefined => {
  if (!Array.isArray(value)) return undefined
  for (const [position, item] of value.entries()) {
    const problem = findProblem(schema['items'], item, [...path, position])
    if (problem !== undefined) return problem
  }
  return { type: 'wrong-value', path, rule: ruleOf(schema) }
}

const rules = {
  minItems: 'at least # entries',
  maxItems: 'at most # entries',
  minLength: 'at least # characters',
  maxLength: 'at most # characters',
  minimum: 'at least #',
  maximum: 'at most #',
  pattern: 'a text like #',
} as const

const ruleOf = (schema: TSchema): string =>
  Object.entries(rules)
    .filter(([name]) => schema[name] !== undefined)
    .map(([name, words]) => words.replace('#', String(schema[name])))
    .join(' and ')
