import type { Fault } from './findings.ts'

/**
 * Changes what an administrator may change while the program runs: the layer between the file and the environment,
 * which outlives a restart. `patch` is a tree of settings in the names of the schema
 * (`{ proxy: { scheduling: { mode: 'balance' } } }`). Tables are joined with what was changed before, anything else
 * (lists too) is replaced as a whole; `null` takes a change back. Changes are made one after the other, in the order
 * in which they were asked for, and never beside an edit of the file.
 */
export type ChangeSettings = (patch: unknown) => Promise<SettingsChange>

export type SettingsChange =
  | {
      readonly type: 'changed'
      /** It is in the database; else it holds until the program stops, and is tried again until then. */
      readonly saved: boolean
      /** Where the settings in effect differ now, as `Generations` tells it; empty when nowhere. */
      readonly changed: readonly string[]
      /** Those of them that hold after the next start only. */
      readonly requiresRestart: readonly string[]
      /** What was asked for and is hidden by the environment or a flag, as dotted paths. */
      readonly overruled: readonly string[]
    }
  /** Nothing was changed: these layers do not go together. */
  | { readonly type: 'refused'; readonly faults: readonly Fault[] }
