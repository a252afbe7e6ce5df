/** Rules that no schema can say: how the parts of a request hang together. */
import type { Refusal } from './answer.ts'

/** What is wrong by one rule, if anything. */
export type Rule<Subject> = (subject: Subject) => Refusal | undefined

/** The first rule that is broken speaks. */
export const judge = <Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
): Refusal | undefined => {
  for (const rule of rules) {
    const refusal = rule(subject)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

export const firstDuplicate = (names: readonly string[]): string | undefined =>
  names.find((name, position) => names.indexOf(name) !== position)
