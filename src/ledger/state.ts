/**
 * A piece of what the program must know after a restart. The latest one of a kind and key is the one that holds; kinds
 * are told in `docs/records.md`.
 */
export type StateEntry = {
  readonly kind: string
  /** Empty, with no value: it is about everything of its kind that is not newer than `at`. */
  readonly key: string
  /** JSON text; null: there is none any more. */
  readonly value: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

/** Everything of this kind up to this instant is forgotten. */
export const sweep = (kind: string, at: number): StateEntry => ({ kind, key: '', value: null, at })

declare const written: unique symbol

/** Entries as one JSON array, for the same reason as a `BatchText`. */
export type StateText = string & { readonly [written]: 'state' }

// These two are the only places that make and read such texts.
export const writeStateText = (entries: readonly StateEntry[]): StateText =>
  JSON.stringify(entries) as StateText

export const readStateText = (text: StateText): readonly StateEntry[] => JSON.parse(text)
