/**
 * Model names with `*` for any run of characters. Of several patterns that match, the most specific one is meant:
 * the one with most characters besides the stars, then the first by name.
 */
export const matchesPattern = (pattern: string, name: string): boolean => {
  if (!pattern.includes('*')) return pattern === name
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop() ?? ''
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false
  let from = first.length
  for (const part of rest) {
    const found = name.indexOf(part, from)
    if (found < 0 || found + part.length > name.length - last.length) return false
    from = found + part.length
  }
  return true
}

export const matchesAny = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, name))

/** The exact name if it is among the patterns, else the most specific pattern that matches. */
export const bestPattern = (patterns: readonly string[], name: string): string | undefined => {
  if (patterns.length === 0) return undefined
  if (patterns.includes(name)) return name
  return patterns
    .filter((pattern) => matchesPattern(pattern, name))
    .sort((one, other) => specificity(other) - specificity(one) || (one < other ? -1 : 1))[0]
}

const specificity = (pattern: string): number => pattern.replaceAll('*', '').length
