import { isObject, type JsonObject } from '../json.ts'
import { counts } from './schema.ts'
import {
  escaped,
  Folding,
  maxDepth,
  placesOf,
  resolveReference,
  typeOfValue,
  typesOf,
  unescaped,
  valuesOf,
} from './schema-fold.ts'
import { bound } from './schema-values.ts'

/**
 * A JSON Schema with the words alone that Google documents for `responseJsonSchema` and its like (the types of
 * @google/genai list them). Definitions and references to them stay; what other references mean is put in their place.
 */
export const toJsonSchema = (schema: unknown): JsonObject => new Reduction(schema).write()

type Place = { readonly depth: number; readonly open: readonly string[] }

class Reduction {
  readonly #folding: Folding
  /** Those that are asked for, by name; the value comes when it is written. */
  readonly #definitions = new Map<string, JsonObject>()
  /** Those that are being written: a reference to one of them closes a circle. */
  readonly #begun = new Set<string>()
  #hasCircle = false

  constructor(root: unknown) {
    this.#folding = new Folding(root)
  }

  write(): JsonObject {
    const place = { depth: 0, open: [] }
    const written = this.#write(this.#folding.root, place) ?? {}
    return this.#definitions.size === 0
      ? written
      : { ...written, $defs: Object.fromEntries(this.#definitions) }
  }

  #write(schema: unknown, place: Place): JsonObject | undefined {
    if (schema === false) return undefined
    this.#folding.left -= 1
    if (!isObject(schema) || this.#folding.left < 0 || place.depth > maxDepth) return {}
    const inner = { depth: place.depth + 1, open: place.open }
    const only = onlyReference(schema)
    if (only !== undefined) return this.#writeReference(only, schema, inner)
    if (typeof schema['$ref'] === 'string' || Array.isArray(schema['allOf'])) {
      const { schema: folded, open } = this.#folding.fold(schema, inner.open)
      return this.#write(folded, { ...inner, open })
    }
    const types = typesOf(schema)
    return {
      ...writeType(schema, types),
      ...writeWords(schema),
      ...this.#writeMembers(schema, types, inner),
      ...this.#writeOptions(schema, inner),
    }
  }

  /** Beside a reference nothing may stand: words about it go around it. */
  #writeReference(name: string, schema: JsonObject, { open }: Place): JsonObject {
    if (this.#begun.has(name)) this.#hasCircle = true
    if (!this.#definitions.has(name)) {
      this.#definitions.set(name, {})
      this.#begun.add(name)
      const target = definitionOf(this.#folding.root, name)
      this.#definitions.set(name, this.#write(target, { depth: 0, open }) ?? {})
      this.#begun.delete(name)
    }
    const reference = { $ref: `#/$defs/${escaped(name)}` }
    const said = writeWords(schema)
    return Object.keys(said).length === 0 ? reference : { anyOf: [reference], ...said }
  }

  #writeMembers(schema: JsonObject, types: readonly string[], place: Place): JsonObject {
    return {
      ...(types.includes('object') ? this.#writeObject(schema, place) : {}),
      ...(types.includes('array') ? this.#writeArray(schema, place) : {}),
      ...(types.includes('number') || types.includes('integer')
        ? writeRange(schema, types.includes('number') ? 0 : 1)
        : {}),
    }
  }

  #writeObject(schema: JsonObject, place: Place): JsonObject {
    const { properties, required, propertyOrdering } = schema
    const circular = new Set<unknown>()
    const written = Object.entries(isObject(properties) ? properties : {}).flatMap(
      ([key, value]) => {
        const outer = this.#hasCircle
        this.#hasCircle = false
        const property = this.#write(value, place)
        if (this.#hasCircle) circular.add(key)
        this.#hasCircle = outer
        return property === undefined ? [] : [[key, property] as const]
      },
    )
    const names = new Set<unknown>(written.map(([key]) => key))
    const namesIn = (list: unknown): readonly unknown[] =>
      Array.isArray(list) ? [...new Set(list)].filter((name) => names.has(name)) : []
    // A property that leads back to where it stands may not be required.
    const needed = namesIn(required).filter((name) => !circular.has(name))
    const ordering = namesIn(propertyOrdering)
    const others = this.#writeOthers(schema, place)
    return {
      ...(isObject(properties) ? { properties: Object.fromEntries(written) } : {}),
      ...(needed.length === 0 ? {} : { required: needed }),
      ...(ordering.length === 0 ? {} : { propertyOrdering: ordering }),
      ...(others === undefined ? {} : { additionalProperties: others }),
    }
  }

  /** Members whose names follow a pattern are members of any name. */
  #writeOthers(schema: JsonObject, place: Place): JsonObject | boolean | undefined {
    const { additionalProperties, patternProperties } = schema
    const patterned = isObject(patternProperties) ? Object.values(patternProperties) : []
    const options = patterned
      .map((one) => this.#write(one, place))
      .filter((one) => one !== undefined)
    const [only] = options
    if (only !== undefined) {
      if (additionalProperties !== undefined && additionalProperties !== false) return undefined
      return options.length === 1 ? only : { anyOf: options }
    }
    if (additionalProperties === true || additionalProperties === false) return additionalProperties
    return isObject(additionalProperties) ? this.#write(additionalProperties, place) : undefined
  }

  #writeArray(schema: JsonObject, place: Place): JsonObject {
    const { places, more } = placesOf(schema)
    const written = more === undefined ? undefined : this.#write(more, place)
    const isClosed = more === false
    return {
      ...(places.length === 0
        ? {}
        : { prefixItems: places.map((one) => this.#write(one, place) ?? {}) }),
      ...(written === undefined ? {} : { items: written }),
      ...(isClosed ? { maxItems: places.length } : {}),
      ...counts(schema, ['minItems', 'maxItems']),
    }
  }

  #writeOptions(schema: JsonObject, place: Place): JsonObject {
    const written: Record<string, unknown> = {}
    for (const key of ['anyOf', 'oneOf'] as const) {
      const options = schema[key]
      if (!Array.isArray(options)) continue
      const some = options
        .map((option) => this.#write(option, place))
        .filter((one) => one !== undefined)
      // An option that says nothing here would let anything pass beside what the others say.
      if (some.length > 0 && some.every((option) => Object.keys(option).length > 0))
        written[key] = some
    }
    return written
  }
}

/** Words that may stand around a reference without saying what it refers to. */
const beside: ReadonlySet<string> = new Set([
  '$ref',
  '$defs',
  'definitions',
  '$schema',
  'allOf',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
])

/** The definition that a schema stands for, when it says nothing more; a list of one reference says the same. */
const onlyReference = (schema: JsonObject): string | undefined => {
  const { $ref, allOf } = schema
  const parts: readonly unknown[] = Array.isArray(allOf) ? allOf : []
  const [part] = parts
  const inner = isObject(part) && Object.keys(part).length === 1 ? part['$ref'] : undefined
  const references = [$ref, inner].filter((reference) => typeof reference === 'string')
  const [reference] = references
  if (reference === undefined || references.length !== Math.max(1, parts.length)) return undefined
  if ($ref !== undefined && parts.length > 0) return undefined
  return Object.keys(schema).every((key) => beside.has(key)) ? definitionName(reference) : undefined
}

const definitionName = (reference: string): string | undefined => {
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1]
  return name === undefined ? undefined : unescaped(name)
}

const definitionOf = (root: unknown, name: string): unknown =>
  resolveReference(root, `#/$defs/${escaped(name)}`) ??
  resolveReference(root, `#/definitions/${escaped(name)}`)

const words = ['title', 'description', 'format', '$id', '$anchor'] as const

const writeWords = (schema: JsonObject): JsonObject => {
  const written: Record<string, unknown> = {}
  for (const word of words) if (typeof schema[word] === 'string') written[word] = schema[word]
  return written
}

const writeType = (schema: JsonObject, implied: readonly string[]): JsonObject => {
  const isNullable = schema['nullable'] === true && !implied.includes('null')
  const types = isNullable && implied.length > 0 ? [...implied, 'null'] : implied
  const [only] = types
  const type = types.length > 1 ? types : only
  const choices = writeChoices(schema, types)
  return { ...(type === undefined ? {} : { type }), ...choices }
}

/** Texts and numbers may be listed; a list with others in it is left open where the types do not say the same. */
const writeChoices = (schema: JsonObject, types: readonly string[]): JsonObject => {
  const values = valuesOf(schema)
  if (values === undefined) return {}
  const listed = values.filter(isListable)
  const isWhole = values.every((value) => isListable(value) || isCovered(value, types))
  return listed.length > 0 && isWhole ? { enum: [...new Set(listed)] } : {}
}

const isListable = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'

/** Null is among the types, so that it need not be among the choices. */
const isCovered = (value: unknown, types: readonly string[]): boolean =>
  value === null && types.includes(typeOfValue(value))

const writeRange = (schema: JsonObject, step: number): JsonObject => {
  const minimum = bound(schema['minimum'], schema['exclusiveMinimum'], step)
  const maximum = bound(schema['maximum'], schema['exclusiveMaximum'], -step)
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  }
}
