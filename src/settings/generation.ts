import { differences } from './difference.ts'
import type { Settings } from './schema.ts'
import { settingKeys } from './setting-keys.ts'

/** Settings that never change. A request keeps the generation it began with. */
export type Generation = { readonly number: number; readonly settings: Settings }

/** What became of new settings. */
export type AppliedGeneration = {
  readonly generation: Generation
  /** Where they differ from the ones before; empty when nowhere, and then no number is used up. */
  readonly changed: readonly string[]
  /** Those of them that are read at the start only and are not as they were then: they hold after the next one. */
  readonly requiresRestart: readonly string[]
}

export type Generations = {
  current(): Generation
  apply(next: Settings): AppliedGeneration
}

/** Holds the current generation, the first one numbered 1: the program was started with it. */
export const createGenerations = (first: Settings): Generations => {
  let generation: Generation = freeze({ number: 1, settings: first })
  return {
    current: () => generation,
    apply: (next) => {
      const changed = differences(generation.settings, next)
      if (changed.length > 0) generation = freeze({ number: generation.number + 1, settings: next })
      const late = new Set(differences(first, next).filter((path) => readAtStart.has(path)))
      return { generation, changed, requiresRestart: changed.filter((path) => late.has(path)) }
    },
  }
}

/** The listener, the threads and the files. */
const readAtStart: ReadonlySet<string> = new Set(
  settingKeys()
    .filter(({ isReadAtStart }) => isReadAtStart)
    .map(({ path }) => path),
)

const freeze = <Value extends object>(value: Value): Value => {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) freeze(inner)
  }
  return Object.freeze(value)
}
