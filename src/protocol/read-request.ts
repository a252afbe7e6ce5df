import type { Prompt } from '../ir/prompt.ts'
import type { ReadRequest } from './codec.ts'
import { Field } from './field.ts'
import type { JsonObject } from './json.ts'

/** A request as `read` has it, or the first fault that was found on the way. */
export const readWhole = (body: JsonObject, read: (root: Field) => Prompt): ReadRequest => {
  const root = Field.root(body)
  const prompt = read(root)
  const { fault } = root
  return fault === undefined ? { type: 'read', prompt } : { type: 'refused', fault }
}
