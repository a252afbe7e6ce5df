import { isObject, type JsonObject } from '../json.ts'

/**
 * JSON Schema as structured output takes it: objects without further members, and no limits of numbers, lengths or
 * patterns. What is not taken goes into the description, where the model reads it.
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export type StrictSchema = {
  readonly schema: JsonObject
  /** Something of the schema is not held by the upstream any more. */
  readonly isLoosened: boolean
}

export const strictSchema = (schema: unknown): StrictSchema => {
  const rewriting = new Rewriting()
  return { schema: rewriting.rewrite(schema), isLoosened: rewriting.isLoosened }
}

/** Kept as they are; `rewritten` and those with a rule of their own aside, all others are told instead. */
const kept = new Set([
  '$ref',
  'type',
  'enum',
  'const',
  'description',
  'title',
  'required',
  'default',
])
const schemaLists = new Set(['anyOf', 'allOf'])
const schemaMaps = new Set(['properties', '$defs', 'definitions'])
const formats = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
])
/** Say nothing about the value. */
const silent = new Set(['$schema', '$id', '$comment', 'additionalProperties', 'examples'])

class Rewriting {
  isLoosened = false

  rewrite(schema: unknown): JsonObject {
    if (!isObject(schema)) return {}
    const strict: Record<string, unknown> = {}
    const told: string[] = []
    for (const [key, value] of Object.entries(schema)) {
      const rewritten = this.#rewriteMember(key, value)
      if (rewritten !== undefined) strict[key === 'oneOf' ? 'anyOf' : key] = rewritten
      else if (!silent.has(key)) told.push(`${key}: ${JSON.stringify(value)}`)
    }
    if (isObjectSchema(schema)) this.#close(strict, schema['additionalProperties'])
    if (told.length > 0) this.#tell(strict, told)
    return strict
  }

  #rewriteMember(key: string, value: unknown): unknown {
    if (kept.has(key)) return value
    if (key === 'items') return isObject(value) ? this.rewrite(value) : undefined
    if (key === 'format') return formats.has(String(value)) ? value : undefined
    if (key === 'minItems') return value === 0 || value === 1 ? value : undefined
    if ((schemaLists.has(key) || key === 'oneOf') && Array.isArray(value))
      return value.map((each: unknown) => this.rewrite(each))
    if (schemaMaps.has(key) && isObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, this.rewrite(each)]),
      )
    return undefined
  }

  #close(strict: Record<string, unknown>, before: unknown): void {
    strict['additionalProperties'] = false
    if (before !== undefined && before !== false) this.isLoosened = true
  }

  #tell(strict: Record<string, unknown>, told: readonly string[]): void {
    this.isLoosened = true
    const { description } = strict
    const before = typeof description === 'string' && description !== '' ? `${description}\n\n` : ''
    strict['description'] = `${before}{${told.join(', ')}}`
  }
}

const isObjectSchema = (schema: JsonObject): boolean => {
  const { type } = schema
  return (
    type === 'object' || (Array.isArray(type) && type.includes('object')) || 'properties' in schema
  )
}
