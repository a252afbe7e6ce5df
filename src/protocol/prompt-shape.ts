import type { Scan } from './json-scan.ts'

/**
 * How a request's prompt is cut into the blocks that upstreams cache beginnings of: for telling, without parsing it, how
 * much of it two requests share.
 */
export type PromptShape = {
  /** In the order in which the upstream reads them, which need not be that of the body. */
  readonly sections: readonly Section[]
  /** Top-level keys whose values tell one cache from another. */
  readonly seeds: readonly string[]
  /** Top-level keys that {@link lifetimeMs} looks at besides. */
  readonly hints: readonly string[]
  /** For how long the upstream keeps a beginning after its last use. `scan` is for all keys of the shape. */
  lifetimeMs(body: string, scan: Scan): number
}

export type Section = {
  /** The names of one top-level key; the first that is there counts. */
  readonly keys: readonly string[]
  /** Each element of a list is a block; else the whole is one. */
  readonly isList: boolean
}

export const keysOf = ({ sections, seeds, hints }: PromptShape): readonly string[] => [
  ...sections.flatMap(({ keys }) => keys),
  ...seeds,
  ...hints,
]

export const listKeysOf = ({ sections }: PromptShape): readonly string[] =>
  sections.flatMap(({ keys, isList }) => (isList ? keys : []))

export const FIVE_MINUTES_MS = 300_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
