import type { Settings } from './schema.ts'
import { Secret } from './secret.ts'

/** Settings that never change. A request keeps the generation it began with. */
export type Generation = { readonly number: number; readonly settings: Settings }

export type AppliedGeneration = {
  readonly generation: Generation
  /** The top-level parts that differ from the generation before; empty when nothing does, and then no number is used up. */
  readonly changed: readonly (keyof Settings)[]
}

export type Generations = {
  current(): Generation
  apply(next: Settings): AppliedGeneration
}

/** Holds the current generation, the first one numbered 1. */
export const createGenerations = (first: Settings): Generations => {
  let generation: Generation = freeze({ number: 1, settings: first })
  return {
    current: () => generation,
    apply: (next) => {
      const changed = changedParts(generation.settings, next)
      if (changed.length > 0) generation = freeze({ number: generation.number + 1, settings: next })
      return { generation, changed }
    },
  }
}

const parts: readonly (keyof Settings)[] = [
  'global',
  'runtime',
  'proxy',
  'channels',
  'auto_refresh',
  'scheduled_warmup',
  'quota_protection',
  'pinned_quota_models',
  'circuit_breaker',
]

const changedParts = (before: Settings, after: Settings): readonly (keyof Settings)[] =>
  parts.filter((part) => !isSame(before[part], after[part]))

/** The built-in comparison does not see the private value of a `Secret`. */
const isSame = (first: unknown, second: unknown): boolean => {
  if (first instanceof Secret) return second instanceof Secret && first.equals(second)
  if (typeof first !== 'object' || first === null) return Object.is(first, second)
  if (typeof second !== 'object' || second === null) return false
  const entries = Object.entries(first)
  const others = new Map(Object.entries(second))
  return (
    Array.isArray(first) === Array.isArray(second) &&
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && isSame(value, others.get(key)))
  )
}

const freeze = <Value extends object>(value: Value): Value => {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) freeze(inner)
  }
  return Object.freeze(value)
}
