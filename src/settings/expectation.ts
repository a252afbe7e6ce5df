import { KindGuard } from '@sinclair/typebox'
import type { TSchema } from '@sinclair/typebox'
import { annotationsOf } from './annotations.ts'

/** What a value of this schema looks like, to complete "must be …". */
export const expectation = (schema: TSchema): string => {
  const { words, isSecret } = annotationsOf(schema)
  if (words.length > 0) return `one of ${words.map((word) => `\`${word || '""'}\``).join(', ')}`
  if (isSecret) return 'a text'
  if (KindGuard.IsBoolean(schema)) return 'true or false'
  if (KindGuard.IsInteger(schema)) return `a whole number${rangeText(schema)}`
  if (KindGuard.IsNumber(schema)) return `a number${rangeText(schema)}`
  if (KindGuard.IsArray(schema)) return 'a list'
  if (KindGuard.IsObject(schema) || KindGuard.IsRecord(schema)) return 'a table'
  return (schema['minLength'] ?? 0) > 0 ? 'a text that is not empty' : 'a text'
}

const rangeText = (schema: TSchema): string => {
  const minimum: unknown = schema['minimum']
  const maximum: unknown = schema['maximum']
  if (minimum === undefined) return ''
  return maximum === undefined ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`
}

/** A value as it may be shown in a fault: scalars in short, of anything larger only its kind. */
export const shown = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return JSON.stringify(shortened(value))
  return typeof value === 'object' && value !== null ? 'a table' : String(value)
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
