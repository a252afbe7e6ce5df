/** The smallest value that at least `percent` per cent of the values do not exceed; 0 for no values. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0
}

export const median = (values: readonly number[]): number => percentile(values, 50)

/** Values under the same name, gathered from several records. */
export const gather = (
  records: readonly ReadonlyMap<string, number>[],
): ReadonlyMap<string, readonly number[]> => {
  const gathered = new Map<string, number[]>()
  for (const record of records) {
    for (const [name, value] of record) gathered.set(name, [...(gathered.get(name) ?? []), value])
  }
  return gathered
}
