import type { JsonObject } from '../json.ts'
import { typeOfValue, valuesOf } from './schema-fold.ts'

/** What may be said of a text, a number or a truth value in the vendor's form. */
export const writeValues = (type: string, schema: JsonObject): JsonObject => {
  switch (type) {
    case 'string':
      return { ...writeText(schema), ...writeChoices(schema) }
    case 'number':
    case 'integer':
      return { ...writeRange(type, schema), ...told(schema, type) }
    default:
      return told(schema, type)
  }
}

/** Other formats are refused. https://ai.google.dev/api/caching#Schema */
const formats: Readonly<Record<string, ReadonlySet<string>>> = {
  string: new Set(['date-time']),
  number: new Set(['float', 'double']),
  integer: new Set(['int32', 'int64']),
}

const formatOf = (type: string, { format }: JsonObject): JsonObject =>
  typeof format === 'string' && formats[type]?.has(format) === true ? { format } : {}

const writeText = (schema: JsonObject): JsonObject => {
  const { pattern, format, minLength, maxLength, description } = schema
  const isUnsaid = typeof format === 'string' && format !== 'enum' && format !== 'date-time'
  return {
    ...(isUnsaid ? { description: withNote(description, `Format: ${format}`) } : {}),
    ...(typeof pattern === 'string' ? { pattern } : {}),
    ...(isCount(minLength) ? { minLength } : {}),
    ...(isCount(maxLength) ? { maxLength } : {}),
    ...formatOf('string', schema),
  }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** An empty text is no choice there: the choice is then left open. */
const writeChoices = (schema: JsonObject): JsonObject => {
  const choices = valuesOf(schema)?.filter((value) => typeof value === 'string')
  if (choices === undefined || choices.length === 0 || choices.includes('')) return {}
  return { enum: [...new Set(choices)] }
}

const writeRange = (type: string, schema: JsonObject): JsonObject => {
  const step = type === 'integer' ? 1 : 0
  const minimum = bound(schema['minimum'], schema['exclusiveMinimum'], step)
  const maximum = bound(schema['maximum'], schema['exclusiveMaximum'], -step)
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...formatOf(type, schema),
  }
}

/** A bound that is itself not allowed; as a truth value it says so of the other (an older JSON Schema). */
export const bound = (inclusive: unknown, exclusive: unknown, step: number): number | undefined => {
  if (typeof exclusive === 'number') {
    const next = Number.isInteger(exclusive) ? exclusive + step : exclusive
    if (typeof inclusive !== 'number') return next
    return step < 0 ? Math.min(inclusive, next) : Math.max(inclusive, next)
  }
  if (typeof inclusive !== 'number') return undefined
  return exclusive === true && Number.isInteger(inclusive) ? inclusive + step : inclusive
}

/** Only texts can be listed as choices: others are told in words. */
const told = (schema: JsonObject, type: string): JsonObject => {
  const values = valuesOf(schema)?.filter(
    (value) => typeOfValue(value) === (type === 'integer' ? 'number' : type),
  )
  if (values === undefined || values.length === 0) return {}
  const note = `One of: ${values.slice(0, mostTold).map(String).join(', ')}`
  return { description: withNote(schema['description'], note) }
}

const mostTold = 100

const withNote = (description: unknown, note: string): string =>
  typeof description === 'string' && description !== '' ? `${description} (${note})` : note
