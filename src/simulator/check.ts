/** Request bodies against schemas that are closed: what a vendor does not document is refused. */
import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { refuse, type Refusal } from './answer.ts'
import { findProblem, type Problem } from './problem.ts'

export const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

export const closed = <Fields extends Record<string, TSchema>>(fields: Fields): TObject<Fields> =>
  Type.Object(fields, { additionalProperties: false })

/** Several allowed strings. */
export const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Union(texts.map((text) => Type.Literal(text)))

/** A field that the vendor documents and the simulator does not look into. */
export const anything = Type.Optional(Type.Unknown())

type Checked<Body> = { readonly type: 'valid'; readonly body: Body } | Refusal

/** A vendor says in its own way what is wrong. */
export type Complain = (problem: Problem) => Refusal

export const checkWith =
  (complain: Complain) =>
  <Schema extends TSchema>(schema: Schema, body: unknown): Checked<Static<Schema>> => {
    if (Value.Check(schema, body)) return { type: 'valid', body }
    const problem = findProblem(schema, body)
    return problem === undefined ? refuse('invalid', 'The body is not valid.') : complain(problem)
  }
