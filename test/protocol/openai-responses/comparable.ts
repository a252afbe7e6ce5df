import { isObject } from '../../../src/protocol/json.ts'

/**
 * What this protocol calls equal: a member that is null, an empty list or what it is by default is one that is not
 * there. Ids that an upstream changes from event to event are no facts, nor is a thought that it seals anew each time.
 */
export const comparable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value === 'string')
    return value.replace(/^capture-id-\d+$/, 'captured').replace(/^gAAAAA[\w-]+=*$/, 'sealed')
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !isDefault(key, member) && !isOfCitation(value['type'], key))
      .map(([key, member]) => [key, comparable(member)]),
  )
}

/** xAI cites by address alone. */
const isOfCitation = (type: unknown, key: string): boolean =>
  type === 'url_citation' && ['title', 'start_index', 'end_index'].includes(key)

const isDefault = (key: string, member: unknown): boolean => {
  if (member === null || member === undefined) return true
  if (Array.isArray(member)) return member.length === 0
  if (key === 'cache_write_tokens' || key === 'top_logprobs') return member === 0
  if (key === 'background') return member === false
  if (key === 'completed_at') return true
  return key === 'status' && (member === 'completed' || member === 'in_progress')
}
