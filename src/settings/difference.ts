import type { Settings } from './schema.ts'
import { Secret } from './secret.ts'

/**
 * Where two settings differ: `section.name` inside a section, the name alone for what is no section (`channels`).
 * Nothing is said of the values, which may be secrets.
 */
export const differences = (before: Settings, after: Settings): readonly string[] =>
  Object.entries(after).flatMap(([name, value]) => {
    const old: unknown = new Map<string, unknown>(Object.entries(before)).get(name)
    if (isSame(old, value)) return []
    return isSection(old) && isSection(value) ? namesIn(name, old, value) : [name]
  })

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const namesIn = (
  section: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly string[] =>
  Array.from(new Set([...Object.keys(before), ...Object.keys(after)]))
    .filter((name) => !isSame(before[name], after[name]))
    .map((name) => `${section}.${name}`)

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
