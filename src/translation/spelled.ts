import type { Fault } from '../ir/report.ts'
import { entryOf } from '../protocol/entry.ts'

/** The client's spelling of the neutral form's fields. */
type Speller = { readonly fieldNames: Readonly<Partial<Record<string, string>>> }

/** A fault with its field as the client calls it. */
export const spelled = ({ field, problem }: Fault, { fieldNames }: Speller): Fault => ({
  field: entryOf(fieldNames, field) ?? field,
  problem,
})
