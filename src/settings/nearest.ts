/** Longer words are not compared: nobody mistypes those, and the work grows with the square. */
const maxLength = 64

/** Insertions, deletions and replacements that turn one word into the other. */
export const editDistance = (from: string, to: string): number => {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [row, fromCharacter] of [...from].entries()) {
    const current = [row + 1]
    for (const [column, toCharacter] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (fromCharacter === toCharacter ? 0 : 1)
      current.push(Math.min((previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1, replaced))
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}

/** The known word closest to `word`, or none when even that is a different word. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  if (word.length > maxLength) return undefined
  const allowed = Math.max(1, Math.floor(word.length / 3))
  return known
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((first, second) => first.distance - second.distance)[0]?.name
}
