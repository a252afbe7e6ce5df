/** A value that says nothing: absent, an empty text, list or object. Numbers and booleans say something. */
export const isBlank = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return true
  if (typeof value !== 'object') return false
  return Array.isArray(value) ? value.every(isBlank) : Object.values(value).every(isBlank)
}
