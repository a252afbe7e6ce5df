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
  /** The names of one top-level key that names the beginning: the upstream has it, and it is not in the request. */
  readonly named: readonly string[]
  /** With one of these top-level keys only the end of the prompt is in the request, which goes to who has the rest. */
  readonly goingOn: readonly string[]
  /** For how long the upstream keeps a beginning after its last use. `scan` is for all keys of the shape. */
  lifetimeMs(body: string, scan: Scan): number
}

export type Section = {
  /** The names of one top-level key; the first that is there counts. */
  readonly keys: readonly string[]
  /**
   * - `whole`: it is one block
   * - `items`: each element of a list is a block, and each part of an element
   * - `steps`: a text without parts, a block for every so many bytes
   * - `aside`: it tells prompts apart and is no block
   */
  readonly cut: 'whole' | 'items' | 'steps' | 'aside'
  /** Absent: all of it counts. */
  readonly counts?: (text: string) => boolean
}

export const keysOf = (shape: PromptShape): readonly string[] => [
  ...shape.sections.flatMap(({ keys }) => keys),
  ...shape.seeds,
  ...shape.hints,
  ...shape.named,
  ...shape.goingOn,
]

export const listKeysOf = ({ sections }: PromptShape): readonly string[] =>
  sections.flatMap(({ keys, cut }) => (cut === 'items' ? keys : []))

export const FIVE_MINUTES_MS = 300_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
