/**
 * The building blocks of the schema: every key is made by one of these, so that every key has a
 * description, bounds and (unless it must be given) a default.
 */
import { Kind, Type, TypeRegistry } from '@sinclair/typebox'
import type { SchemaOptions, TLiteral, TSchema, TUnion } from '@sinclair/typebox'
import { Secret } from './secret.ts'

TypeRegistry.Set('Secret', (_schema, value) => value instanceof Secret)

/** What a string holds, beyond being a string; `read-value.ts` checks it. */
export type TextContent =
  'http-url' | 'proxy-url' | 'origin' | 'address-range' | 'host' | 'listen-address'

export type TextOptions = { readonly minLength?: number; readonly holds?: TextContent }

export const text = (description: string, value = '', options: TextOptions = {}) =>
  Type.String({ description, default: value, ...options })

export const requiredText = (description: string, options: TextOptions = {}) =>
  Type.String({ description, minLength: 1, ...options })

export const flag = (description: string, value: boolean) =>
  Type.Boolean({ description, default: value })

/** Without a default: that nobody has said anything is a third answer. */
export const optionalFlag = (description: string) => Type.Optional(Type.Boolean({ description }))

type Bounds = { readonly minimum: number; readonly maximum?: number }

export const whole = (description: string, value: number, bounds: Bounds) =>
  Type.Integer({ description, default: value, ...bounds })

export const fraction = (description: string, value: number, bounds: Bounds) =>
  Type.Number({ description, default: value, ...bounds })

/** One of a few words. Any capitalisation, and `CacheFirst` for `cache_first`, is read; the word given here is kept. */
export const choice = <const Word extends string>(
  description: string,
  words: readonly Word[],
  value: NoInfer<Word>,
): TUnion<TLiteral<Word>[]> =>
  Type.Union(
    words.map((word) => Type.Literal(word)),
    { description, default: value, words },
  )

export const secret = (description: string) =>
  Type.Unsafe<Secret>({ [Kind]: 'Secret', type: 'string', description, default: '' })

export const texts = (
  description: string,
  value: readonly string[] = [],
  options: TextOptions = {},
) => Type.Array(Type.String({ minLength: 1, ...options }), { description, default: value })

export const wholes = (description: string, value: readonly number[], bounds: Bounds) =>
  Type.Array(Type.Integer({ ...bounds }), { description, default: value })

export const list = <Item extends TSchema>(description: string, item: Item) =>
  Type.Array(item, { description, default: [] })

/** A table whose keys the operator chooses. */
export const table = (description: string) =>
  Type.Record(Type.String(), Type.String(), { description, default: {} })

/** Accepted as it is: its form is checked by the version that uses it. */
export const anything = (description: string) => Type.Optional(Type.Unknown({ description }))

/** Accepted and checked, but nothing uses it yet: each use gives a warning. */
export const later = <Schema extends TSchema>(schema: Schema): Schema =>
  annotate(schema, { status: 'later' })

/** Only the default works in this version, because it is what happens anyway: another value gives a warning. */
export const fixed = <Schema extends TSchema>(schema: Schema): Schema =>
  annotate(schema, { status: 'fixed' })

/** Read when the program starts, and only then: a change of it holds after the next start, and says so. */
export const atStart = <Schema extends TSchema>(schema: Schema): Schema =>
  annotate(schema, { isReadAtStart: true })

const annotate = <Schema extends TSchema>(schema: Schema, annotation: SchemaOptions): Schema => ({
  ...schema,
  ...annotation,
})

/** As it is after validation: not to be changed. */
export type ReadonlyDeep<Value> = Value extends Secret
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: ReadonlyDeep<Value[Key]> }
    : Value
