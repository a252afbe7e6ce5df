/** No vendor nests what it says deeper; beyond it a value counts as saying something. */
const deepestLook = 6

/** A value that says nothing: absent, an empty text, a list or object of such. Numbers and booleans say something. */
export const isBlank = (value: unknown): boolean => isBlankWithin(value, deepestLook)

const isBlankWithin = (value: unknown, depth: number): boolean => {
  if (value === undefined || value === null || value === '') return true
  if (typeof value !== 'object' || depth === 0) return false
  return Object.values(value).every((member) => isBlankWithin(member, depth - 1))
}
