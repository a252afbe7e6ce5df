/** Longer names are not compared: nobody mistypes them, and the work grows with the product of the lengths. */
const MAX_LENGTH = 96

/** Known names that a mistyped one may have meant, whatever their case, nearest first, three at most. */
export const nearNames = (wanted: string, known: Iterable<string>): readonly string[] => {
  if (wanted.length > MAX_LENGTH) return []
  const limit = Math.max(1, Math.floor(wanted.length / 3))
  const word = wanted.toLowerCase()
  return Array.from(new Set(known))
    .filter((name) => Math.abs(name.length - word.length) <= limit)
    .map((name) => ({ name, distance: editDistance(word, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** The one that was probably meant, or none when even that is a different word. */
export const nearestName = (wanted: string, known: Iterable<string>): string | undefined =>
  nearNames(wanted, known)[0]

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. Its rows are typed
 * arrays: a wrong model's name is compared with thousands, on the thread that answers everybody.
 */
export const editDistance = (from: string, to: string): number => {
  const columns = to.length + 1
  let beforePrevious = new Uint32Array(columns)
  let previous = Uint32Array.from({ length: columns }, (_, column) => column)
  let current = new Uint32Array(columns)
  for (let row = 1; row <= from.length; row += 1) {
    fillRow({ from, to, row }, { beforePrevious, previous, current })
    const spare = beforePrevious
    beforePrevious = previous
    previous = current
    current = spare
  }
  return previous[to.length] ?? 0
}

type Words = { readonly from: string; readonly to: string; readonly row: number }
type Rows = Readonly<Record<'beforePrevious' | 'previous' | 'current', Uint32Array>>

const fillRow = ({ from, to, row }: Words, { beforePrevious, previous, current }: Rows): void => {
  const letter = from.charCodeAt(row - 1)
  const letterBefore = from.charCodeAt(row - 2)
  let left = row
  current[0] = row
  for (let column = 1; column <= to.length; column += 1) {
    const other = to.charCodeAt(column - 1)
    const replaced = (previous[column - 1] ?? 0) + (letter === other ? 0 : 1)
    left = Math.min(left + 1, (previous[column] ?? 0) + 1, replaced)
    if (row > 1 && column > 1 && letter === to.charCodeAt(column - 2) && letterBefore === other)
      left = Math.min(left, (beforePrevious[column - 2] ?? 0) + 1)
    current[column] = left
  }
}
