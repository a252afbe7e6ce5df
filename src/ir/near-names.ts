/** A longer name is not compared: nobody mistypes one, and the work grows with the product of the lengths. */
const MAX_LENGTH = 96

/** Known names that a mistyped one may have meant, nearest first, three at most. */
export const nearNames = (wanted: string, known: Iterable<string>): readonly string[] => {
  if (wanted.length > MAX_LENGTH) return []
  const limit = Math.max(2, Math.floor(wanted.length / 3))
  return Array.from(new Set(known), (name) => ({ name, distance: editDistance(wanted, name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Insertions, deletions and replacements between two names (Levenshtein). */
const editDistance = (one: string, other: string): number => {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[other.length] ?? one.length
}
