import type { Fault } from './findings.ts'

/** A tree in which every thing stands in its one place. */
export type Rewritten = {
  readonly tree: unknown
  /** From where a value stands now to where it was written. */
  readonly moved: ReadonlyMap<string, string>
  readonly faults: readonly Omit<Fault, 'source'>[]
}
