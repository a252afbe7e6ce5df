/** Longer names are not compared: nobody mistypes them, and the work grows with the product of the lengths. */
const MAX_LENGTH = 96

/** Known names that a mistyped one may have meant, whatever their case, nearest first, three at most. */
export const nearNames = (wanted: string, known: Iterable<string>): readonly string[] => {
  if (wanted.length > MAX_LENGTH) return []
  const limit = Math.max(1, Math.floor(wanted.length / 3))
  const word = wanted.toLowerCase()
  return Array.from(new Set(known), (name) => ({
    name,
    distance: editDistance(word, name.toLowerCase()),
  }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** The one that was probably meant, or none when even that is a different word. */
export const nearestName = (wanted: string, known: Iterable<string>): string | undefined =>
  nearNames(wanted, known)[0]

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
export const editDistance = (from: string, to: string): number => {
  let beforePrevious: readonly number[] = []
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (beforePrevious[column - 2] ?? Infinity) + 1 : Infinity,
        ),
      )
    }
    beforePrevious = previous
    previous = current
  }
  return previous.at(-1) ?? 0
}
