/** Request bodies against schemas that are closed: what a vendor does not document is refused. */
import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { refuse, type Refusal } from './answer.ts'

export const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

export const closed = <Fields extends Record<string, TSchema>>(fields: Fields): TObject<Fields> =>
  Type.Object(fields, { additionalProperties: false })

/** Several allowed strings. */
export const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Union(texts.map((text) => Type.Literal(text)))

/** A field that the vendor documents and the simulator does not look into. */
export const anything = Type.Optional(Type.Unknown())

export type Checked<Body> = { readonly type: 'valid'; readonly body: Body } | Refusal

export const check = <Schema extends TSchema>(
  schema: Schema,
  body: unknown,
): Checked<Static<Schema>> => {
  if (Value.Check(schema, body)) return { type: 'valid', body }
  const error = Value.Errors(schema, body).First()
  return error === undefined ? refuse('invalid', 'The body is not valid.') : refuseFor(error)
}

const refuseFor = (error: ValueError): Refusal => {
  const param = fieldName(error.path)
  switch (error.type) {
    case ValueErrorType.ObjectAdditionalProperties:
      return refuse('unknown-field', `Unknown field: ${param}`, { param })
    case ValueErrorType.ObjectRequiredProperty:
      return refuse('invalid', `Missing required field: ${param}`, { param })
    default:
      return refuse('invalid', `Invalid field ${param}: ${error.message}`, { param })
  }
}

/** `/messages/0/role` is `messages[0].role` in vendors' errors. */
const fieldName = (path: string): string =>
  path
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
