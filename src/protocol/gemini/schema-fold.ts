import { isObject, type JsonObject } from '../json.ts'

/** What `#/$defs/name` points to within `root`; undefined when it points elsewhere, or to nothing. */
export const resolveReference = (root: unknown, reference: string): unknown => {
  if (reference === '#') return root
  if (!reference.startsWith('#/')) return undefined
  let at: unknown = root
  for (const step of reference.slice(2).split('/')) {
    const key = unescaped(step)
    if (Array.isArray(at)) at = at[Number(key)]
    else at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }
  return at
}

/** A name as it stands in a reference, and back. */
export const unescaped = (step: string): string =>
  decoded(step).replaceAll('~1', '/').replaceAll('~0', '~')

export const escaped = (name: string): string =>
  encodeURIComponent(name.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'))

const decoded = (step: string): string => {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** How often a schema that holds itself is unrolled. */
const maxUnrolled = 2

export type Folded = {
  readonly schema: JsonObject
  /** The references that it stands within now. */
  readonly open: readonly string[]
}

/** Puts what schemas only refer to in its place. It may grow by no more than `left`. */
export class Folding {
  readonly root: unknown
  left: number

  constructor(root: unknown) {
    this.root = root
    this.left = 1_000 + 8 * sizeOf(root)
  }

  /** The schema with what it refers to, and all that must hold at once, in one. */
  fold(schema: JsonObject, open: readonly string[]): Folded {
    const { $ref, allOf, ...own } = schema
    let whole: JsonObject = own
    let within = open
    this.left -= 1
    const join = (part: unknown): void => {
      if (!isObject(part) || this.left < 0) return
      const deep = this.fold(part, within)
      whole = bothOf(whole, deep.schema)
      within = deep.open
    }
    if (typeof $ref === 'string') {
      const target = this.#follow($ref, open)
      within = [...open, $ref]
      join(target)
    }
    for (const part of Array.isArray(allOf) ? allOf : []) join(part)
    return { schema: whole, open: within }
  }

  #follow($ref: string, open: readonly string[]): unknown {
    const target = resolveReference(this.root, $ref)
    if (!isObject(target)) return undefined
    if (open.filter((reference) => reference === $ref).length < maxUnrolled) return target
    // It goes on like this: from here on only what kind of thing it is.
    const types = typesOf(target)
    return types.length === 0 ? {} : { type: types }
  }
}

/** Two schemas that must both hold, as one, as far as one can say it: what cannot be joined is the first's. */
export const bothOf = (one: JsonObject, other: JsonObject): JsonObject => {
  const joined: Record<string, unknown> = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const before = joined[key]
    joined[key] = before === undefined ? value : join(key, before, value)
  }
  return joined
}

const join = (key: string, one: unknown, other: unknown): unknown => {
  switch (key) {
    case 'properties':
    case '$defs':
    case 'definitions':
      return isObject(one) && isObject(other) ? joinProperties(one, other) : one
    case 'items':
      return isObject(one) && isObject(other) ? bothOf(one, other) : one
    case 'required':
      return Array.isArray(one) && Array.isArray(other) ? [...new Set([...one, ...other])] : one
    case 'type':
    case 'enum':
      return common(one, other)
    case 'minimum':
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return typeof one === 'number' && typeof other === 'number' ? Math.max(one, other) : one
    case 'maximum':
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return typeof one === 'number' && typeof other === 'number' ? Math.min(one, other) : one
    default:
      return one
  }
}

const joinProperties = (one: JsonObject, other: JsonObject): JsonObject => {
  const joined: [string, unknown][] = Object.entries(one).map(([key, value]) => {
    const second = Object.hasOwn(other, key) ? other[key] : undefined
    return [key, isObject(value) && isObject(second) ? bothOf(value, second) : value]
  })
  const added = Object.entries(other).filter(([key]) => !Object.hasOwn(one, key))
  return Object.fromEntries([...joined, ...added])
}

const common = (one: unknown, other: unknown): unknown => {
  const first: readonly unknown[] = Array.isArray(one) ? one : [one]
  const second: readonly unknown[] = Array.isArray(other) ? other : [other]
  const shared = first.filter((value) => second.includes(value))
  if (shared.length === 0) return one
  return shared.length === 1 && !Array.isArray(one) ? shared[0] : shared
}

/** A list's places, each with a schema of its own, in the newer form and the older one, and what follows them. */
export const placesOf = (
  schema: JsonObject,
): { readonly places: readonly unknown[]; readonly more: unknown } => {
  const { items, prefixItems, additionalItems } = schema
  if (Array.isArray(items)) return { places: items, more: additionalItems }
  return { places: Array.isArray(prefixItems) ? prefixItems : [], more: items }
}

/** The kinds of value that a schema is about, as told or as its other words imply; none when it is about any. */
export const typesOf = (schema: JsonObject): readonly string[] => {
  const { type } = schema
  const told: readonly unknown[] = Array.isArray(type) ? type : [type]
  const types = told.flatMap((one) => {
    const word = typeof one === 'string' ? one.toLowerCase() : ''
    return knownTypes.has(word) ? [word] : []
  })
  return types.length > 0 ? [...new Set(types)] : implied(schema)
}

const knownTypes: ReadonlySet<string> = new Set([
  'string',
  'number',
  'integer',
  'boolean',
  'array',
  'object',
  'null',
])

const implied = (schema: JsonObject): readonly string[] => {
  const has = (...keys: readonly string[]): boolean => keys.some((key) => schema[key] !== undefined)
  if (has('properties', 'required', 'additionalProperties', 'patternProperties')) return ['object']
  if (has('items', 'prefixItems', 'minItems', 'maxItems')) return ['array']
  if (has('pattern', 'minLength', 'maxLength')) return ['string']
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum')) return ['number']
  const values = valuesOf(schema)
  return values === undefined ? [] : [...new Set(values.map(typeOfValue))]
}

export const typeOfValue = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'bigint' ? 'number' : typeof value
}

/** The only values that are allowed: `const` is a choice of one. */
export const valuesOf = (schema: JsonObject): readonly unknown[] | undefined => {
  if (Object.hasOwn(schema, 'const')) return [schema['const']]
  const values = schema['enum']
  return Array.isArray(values) && values.length > 0 ? values : undefined
}

/** How many schemas a schema is made of, roughly: what a translation of it may grow by is bounded by this. */
const sizeOf = (value: unknown, depth = 0): number => {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return 0
  let size = 1
  for (const member of Object.values(value)) size += sizeOf(member, depth + 1)
  return size
}

/** Deeper schemas are no one's; what stands below takes anything. */
export const maxDepth = 64
