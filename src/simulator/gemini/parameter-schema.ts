/** Google's own form of a schema, which knows fewer fields than JSON Schema: https://ai.google.dev/api/caching#Schema */
import { Type, type TSchema } from '@sinclair/typebox'
import { closed, oneOf } from '../check.ts'

/** Whole numbers may come as texts: they are 64 bits long. */
const count = Type.Optional(
  Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d+$' })]),
)
const number = Type.Optional(Type.Number())
const text = Type.Optional(Type.String())

const types = [
  'TYPE_UNSPECIFIED',
  'STRING',
  'NUMBER',
  'INTEGER',
  'BOOLEAN',
  'ARRAY',
  'OBJECT',
  'NULL',
]

const fieldsAround = (inner: TSchema) => ({
  type: Type.Optional(oneOf(...types, ...types.map((type) => type.toLowerCase()))),
  format: text,
  title: text,
  description: text,
  nullable: Type.Optional(Type.Boolean()),
  enum: Type.Optional(Type.Array(Type.String())),
  maxItems: count,
  minItems: count,
  properties: Type.Optional(Type.Record(Type.String(), inner)),
  required: Type.Optional(Type.Array(Type.String())),
  minProperties: count,
  maxProperties: count,
  minLength: count,
  maxLength: count,
  pattern: text,
  example: Type.Optional(Type.Unknown()),
  anyOf: Type.Optional(Type.Array(inner)),
  propertyOrdering: Type.Optional(Type.Array(Type.String())),
  default: Type.Optional(Type.Unknown()),
  items: Type.Optional(inner),
  minimum: number,
  maximum: number,
})

/** Schemas hold schemas; deeper than this Google refuses them as too complex. */
const deepest = 12

export const parameterSchema: TSchema = Array.from({ length: deepest }).reduce<TSchema>(
  (inner) => closed(fieldsAround(inner)),
  closed({}),
)
