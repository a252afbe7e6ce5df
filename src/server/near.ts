import { editDistance } from '../settings/nearest.ts'

/** Known names that a mistyped one may have meant, nearest first, three at most. */
export const nearNames = (wanted: string, known: Iterable<string>): readonly string[] => {
  const limit = Math.max(2, Math.floor(wanted.length / 3))
  return Array.from(new Set(known), (name) => ({ name, distance: editDistance(wanted, name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}
