import { isObject } from '../../../src/protocol/json.ts'

/**
 * What this protocol calls equal: a member that is null, an empty text or an empty list is one that is not there, and so
 * is a count of nothing. The index of a call in a whole answer is its place.
 */
export const comparable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(comparable)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !isNothing(member) && !isOwnIndex(value, key))
      .map(([key, member]) => [key, comparable(member)]),
  )
}

const isNothing = (member: unknown): boolean =>
  member === null ||
  member === undefined ||
  member === '' ||
  member === 0 ||
  (Array.isArray(member) && member.length === 0) ||
  (isObject(member) && Object.values(member).every(isNothing))

const isOwnIndex = (value: object, key: string): boolean =>
  key === 'index' && ('function' in value || 'image_url' in value)
