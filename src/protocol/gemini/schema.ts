import { isObject, type JsonObject } from '../json.ts'
import { writeValues } from './schema-values.ts'
import { bothOf, Folding, maxDepth, placesOf, typesOf } from './schema-fold.ts'

/**
 * A JSON Schema in the vendor's own form: an OpenAPI subset with upper-case types, `nullable`, and no references. What
 * it cannot say is left out, so that a value that fits the given schema fits the written one as well.
 * https://ai.google.dev/api/caching#Schema
 */
export const toGeminiSchema = (schema: unknown): JsonObject =>
  new Conversion(schema).write(schema, { depth: 0, open: [] }) ?? {}

type Place = {
  readonly depth: number
  /** The references that this place stands within. */
  readonly open: readonly string[]
}

class Conversion {
  readonly #folding: Folding

  constructor(root: unknown) {
    this.#folding = new Folding(root)
  }

  /** Undefined for a schema that nothing fits. */
  write(schema: unknown, place: Place): JsonObject | undefined {
    if (schema === false) return undefined
    if (!isObject(schema) || this.#folding.left < 0 || place.depth > maxDepth) return {}
    const { schema: folded, open } = this.#folding.fold(schema, place.open)
    const inner = { depth: place.depth + 1, open }
    const described = writeWords(folded)
    const options = optionsOf(folded)
    if (options !== undefined) return this.#writeOptions(options, folded, inner)
    const types = typesOf(folded)
    const kinds = types.filter((type) => type !== 'null')
    const nullable = types.includes('null') || folded['nullable'] === true ? { nullable: true } : {}
    const [only] = kinds
    if (only === undefined)
      return types.length === 0 ? { ...described, ...nullable } : { type: 'NULL', ...described }
    if (kinds.length === 1) return { ...this.#writeType(only, folded, inner), ...nullable }
    const anyOf = kinds.map((type) => this.#writeType(type, withoutWords(folded), inner))
    return { anyOf, ...described, ...nullable }
  }

  #writeOptions(options: readonly unknown[], outer: JsonObject, place: Place): JsonObject {
    const { anyOf: _, oneOf: __, ...rest } = outer
    const shared = withoutWords(rest)
    const hasShared = Object.keys(shared).length > 0
    const some = options.filter((option) => !isNull(option))
    const nullable =
      some.length < options.length || outer['nullable'] === true ? { nullable: true } : {}
    const written = some
      .map((option) =>
        this.write(hasShared && isObject(option) ? bothOf(shared, option) : option, place),
      )
      .filter((option) => option !== undefined)
    const described = writeWords(outer)
    const [only] = written
    if (only === undefined) return { type: 'NULL', ...described }
    if (written.length === 1) return { ...only, ...described, ...nullable }
    return { ...(joinedValues(written) ?? { anyOf: written }), ...described, ...nullable }
  }

  #writeType(type: string, schema: JsonObject, place: Place): JsonObject {
    const described = writeWords(schema)
    switch (type) {
      case 'object':
        return { type: 'OBJECT', ...described, ...this.#writeObject(schema, place) }
      case 'array':
        return { type: 'ARRAY', ...described, ...this.#writeArray(schema, place) }
      default:
        return { type: type.toUpperCase(), ...described, ...writeValues(type, schema) }
    }
  }

  #writeObject(schema: JsonObject, place: Place): JsonObject {
    const { properties, required } = schema
    const written = Object.entries(isObject(properties) ? properties : {}).flatMap(
      ([key, value]) => {
        const property = this.write(value, place)
        return property === undefined ? [] : [[key, property] as const]
      },
    )
    const names = new Set(written.map(([key]) => key))
    const kept = (Array.isArray(required) ? required : []).filter((name) => names.has(name))
    return {
      ...(written.length === 0 ? {} : { properties: Object.fromEntries(written) }),
      ...(kept.length === 0 ? {} : { required: [...new Set(kept)] }),
      ...counts(schema, ['minProperties', 'maxProperties']),
    }
  }

  /** A tuple is a list of whatever may stand in it. */
  #writeArray(schema: JsonObject, place: Place): JsonObject {
    const { places, more } = placesOf(schema)
    if (places.length === 0) {
      const inner = this.write(more, place)
      const bound = inner === undefined ? { maxItems: 0 } : counts(schema, ['minItems', 'maxItems'])
      return { items: inner ?? {}, ...bound }
    }
    const all = [...places, ...(more === undefined || more === false ? [] : [more])]
    const isClosed = more === false
    return {
      items: this.#writeOptions(all, {}, place),
      ...(isClosed ? { maxItems: places.length } : {}),
      ...counts(schema, ['minItems', 'maxItems']),
    }
  }
}

const isNull = (option: unknown): boolean =>
  isObject(option) && (option['type'] === 'null' || ('const' in option && option['const'] === null))

/** `oneOf` is read as `anyOf`. Options that only say which properties are needed together cannot be said. */
const optionsOf = (schema: JsonObject): readonly unknown[] | undefined => {
  const { anyOf, oneOf } = schema
  const options: unknown = Array.isArray(anyOf) && anyOf.length > 0 ? anyOf : oneOf
  if (!isList(options) || options.length === 0) return undefined
  return options.every(saysLittle) ? undefined : options
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const little: ReadonlySet<string> = new Set(['required', 'not', 'title', 'description', '$comment'])

const saysLittle = (option: unknown): boolean =>
  isObject(option) && Object.keys(option).every((key) => little.has(key))

/** Choices among single texts are one choice among texts. */
const joinedValues = (options: readonly JsonObject[]): JsonObject | undefined => {
  const isChoice = options.every(
    (option) =>
      option['type'] === 'STRING' &&
      Array.isArray(option['enum']) &&
      Object.keys(option).length === 2,
  )
  if (!isChoice) return undefined
  const values = options.flatMap(({ enum: some }) => (Array.isArray(some) ? some : []))
  return { type: 'STRING', enum: [...new Set(values)] }
}

const words = ['title', 'description'] as const

const writeWords = (schema: JsonObject): JsonObject => {
  const written: Record<string, unknown> = {}
  for (const word of words) if (typeof schema[word] === 'string') written[word] = schema[word]
  if (isPlain(schema['default'])) written['default'] = schema['default']
  const example = Array.isArray(schema['examples']) ? schema['examples'][0] : schema['example']
  if (isPlain(example)) written['example'] = example
  return written
}

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const aside: ReadonlySet<string> = new Set([
  ...words,
  'default',
  'examples',
  'example',
  '$defs',
  'definitions',
  '$schema',
  '$id',
  '$comment',
  'nullable',
])

/** What is said of the values themselves. */
const withoutWords = (schema: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !aside.has(key)))

export const counts = (schema: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const count = schema[key]
      return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0
        ? [[key, count] as const]
        : []
    }),
  )
