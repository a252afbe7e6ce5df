export type Duplicate = {
  readonly value: string
  /** Where it stands again. */
  readonly index: number
  /** Where it stood first. */
  readonly first: number
}

/** Every value that stands in the list before already. */
export const duplicates = (values: readonly string[]): readonly Duplicate[] => {
  const firsts = new Map<string, number>()
  return values.flatMap((value, index) => {
    const first = firsts.get(value)
    if (first !== undefined) return [{ value, index, first }]
    firsts.set(value, index)
    return []
  })
}
