import { entryOf } from '../entry.ts'
import { isObject, type JsonObject } from '../json.ts'

/** Deeper schemas are no one's; what stands below takes anything. */
const maxDepth = 64

/** A schema in the vendor's own form (upper-case types, `nullable`, counts as strings) as JSON Schema. */
export const fromGeminiSchema = (schema: unknown, depth = 0): JsonObject => {
  if (!isObject(schema) || depth > maxDepth) return {}
  const read: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    const name = entryOf(spelled, key) ?? key
    const converted = readMember(name, value, { schema, depth })
    if (converted !== undefined) read[name] = converted
  }
  const typed = withType(read, schema)
  return schema['nullable'] === true ? orNull(typed) : typed
}

/**
 * A schema that is told to be JSON Schema. Google's own agent writes types in capitals there (Gemini CLI 0.61), which
 * Google's models take.
 */
export const fromJsonSchema = (schema: unknown): unknown =>
  isObject(schema) && isCapital(schema['type']) ? fromGeminiSchema(schema) : schema

const isCapital = (type: unknown): boolean => typeof type === 'string' && /^[A-Z]+$/.test(type)

const spelled: Readonly<Record<string, string>> = {
  any_of: 'anyOf',
  max_items: 'maxItems',
  min_items: 'minItems',
  max_length: 'maxLength',
  min_length: 'minLength',
  max_properties: 'maxProperties',
  min_properties: 'minProperties',
}

const counts: ReadonlySet<string> = new Set([
  'maxItems',
  'minItems',
  'maxLength',
  'minLength',
  'maxProperties',
  'minProperties',
])

type Place = { readonly schema: JsonObject; readonly depth: number }

const readMember = (name: string, value: unknown, { schema, depth }: Place): unknown => {
  if (counts.has(name)) return typeof value === 'string' ? Number(value) : value
  switch (name) {
    case 'type':
    case 'nullable':
    case 'propertyOrdering':
    case 'property_ordering':
      return undefined
    case 'example':
      return undefined
    case 'format':
      return value === 'enum' ? undefined : value
    case 'enum':
      return Array.isArray(value) ? readEnum(value, schema) : undefined
    case 'items':
      return fromGeminiSchema(value, depth + 1)
    case 'anyOf':
      return Array.isArray(value)
        ? value.map((option) => fromGeminiSchema(option, depth + 1))
        : undefined
    case 'properties':
      return isObject(value)
        ? Object.fromEntries(
            Object.entries(value).map(([key, one]) => [key, fromGeminiSchema(one, depth + 1)]),
          )
        : undefined
    default:
      return value
  }
}

/** Numbers to choose from are written as texts there. */
const readEnum = (values: readonly unknown[], schema: JsonObject): readonly unknown[] => {
  const type = typeOf(schema)
  return type === 'integer' || type === 'number'
    ? values.map((value) => (Number.isFinite(Number(value)) ? Number(value) : value))
    : values
}

const typeOf = (schema: JsonObject): string | undefined => {
  const type = schema['type']
  return typeof type === 'string' && type !== 'TYPE_UNSPECIFIED' ? type.toLowerCase() : undefined
}

const withType = (read: JsonObject, schema: JsonObject): JsonObject => {
  const type = typeOf(schema)
  const example = schema['example']
  return {
    ...(type === undefined ? {} : { type }),
    ...(Array.isArray(schema['type']) ? { type: schema['type'] } : {}),
    ...read,
    ...(example === undefined ? {} : { examples: [example] }),
  }
}

const orNull = (schema: JsonObject): JsonObject => {
  const { type, anyOf, enum: values } = schema
  return {
    ...schema,
    ...(typeof type === 'string' ? { type: [type, 'null'] } : {}),
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
    ...(Array.isArray(anyOf) ? { anyOf: [...anyOf, { type: 'null' }] } : {}),
  }
}
