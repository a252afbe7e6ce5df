/** Schemas of functions and of outputs: https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas */
import { refuse, type Refusal } from '../answer.ts'
import { isObject } from '../sample.ts'

type Place = {
  /** Whose schema it is: `function 'weather'`. */
  readonly of: string
  readonly param: string
  readonly isStrict: boolean
}

export const judgeSchema = (schema: unknown, place: Place): Refusal | undefined => {
  if (!isObject(schema)) return undefined
  if (schema['type'] !== 'object') {
    const found = JSON.stringify(schema['type'] ?? null)
    return complain(place, `schema must be of 'type: "object"', got 'type: ${found}'`)
  }
  const fault = faultIn(schema, place.isStrict, [])
  return fault === undefined ? undefined : complain(place, fault)
}

const complain = ({ of, param }: Place, fault: string): Refusal =>
  refuse('invalid', `Invalid schema for ${of}: ${fault}.`, {
    param,
    code: 'invalid_function_parameters',
  })

type Fault = string | undefined

const faultIn = (schema: unknown, isStrict: boolean, path: readonly string[]): Fault => {
  if (!isObject(schema)) return undefined
  const own = ownFault(schema, isStrict)
  if (own !== undefined) return `In context=(${path.join(', ')}), ${own}`
  for (const [name, inner] of positionsIn(schema)) {
    const fault = faultIn(inner, isStrict, [...path, name])
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Where a schema holds schemas. */
const positionsIn = (
  schema: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] => [
  ...['properties', '$defs', 'definitions'].flatMap((name) =>
    isObject(schema[name]) ? Object.entries(schema[name]) : [],
  ),
  ...['anyOf', 'oneOf', 'allOf'].flatMap((name) => {
    const alternatives = schema[name]
    return Array.isArray(alternatives)
      ? alternatives.map((inner): [string, unknown] => [name, inner])
      : []
  }),
  ...('items' in schema ? [['items', schema['items']] as const] : []),
]

/** Of JSON Schema, strict mode knows no more than its page says. */
const notStrict = ['oneOf', 'allOf', 'not', 'if', 'patternProperties', 'default'] as const

const ownFault = (schema: Readonly<Record<string, unknown>>, isStrict: boolean): Fault => {
  const types = new Set([schema['type']].flat())
  if (types.has('array') && !('items' in schema)) return 'array schema missing items'
  if (!isStrict) return undefined
  const unknown = notStrict.find((name) => name in schema)
  if (unknown !== undefined) return `'${unknown}' is not permitted`
  if (!types.has('object')) return undefined
  if (schema['additionalProperties'] !== false) {
    return "'additionalProperties' is required to be supplied and to be false"
  }
  const names = isObject(schema['properties']) ? Object.keys(schema['properties']) : []
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  const missing = names.find((name) => !required.includes(name))
  return missing === undefined
    ? undefined
    : `'required' is required to be an array including every key in properties. Missing '${missing}'`
}
