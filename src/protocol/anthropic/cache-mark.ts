import type { CacheMark } from '../../ir/part.ts'
import type { Field } from '../field.ts'
import { isObject } from '../json.ts'

/** `cache_control` of a block, a tool or a whole request. */
export const readCacheMark = (field: Field): CacheMark | undefined => {
  if (!field.isGiven || field.object() === undefined) return undefined
  const ttl = field.at('ttl').oneOf(['5m', '1h'])
  return ttl === undefined ? {} : { ttl }
}

export const cacheControl = (mark: CacheMark | undefined): { cache_control?: object } =>
  mark === undefined ? {} : { cache_control: { type: 'ephemeral', ...mark } }

/** https://platform.claude.com/docs/en/build-with-claude/prompt-caching: more are an error. */
const mostMarks = 4

/**
 * Takes the marks that are too many off a written request, from the front: a later mark covers what stands before it.
 * Says whether there were any.
 */
export const dropSurplusMarks = (body: Readonly<Record<string, unknown>>): boolean => {
  const marked = [
    ...markedIn(body['tools']),
    ...markedIn(body['system']),
    ...contents(body['messages']).flatMap(markedIn),
  ]
  const free = body['cache_control'] === undefined ? mostMarks : mostMarks - 1
  const surplus = marked.slice(0, Math.max(0, marked.length - free))
  for (const block of surplus) delete block['cache_control']
  return surplus.length > 0
}

const contents = (messages: unknown): readonly unknown[] =>
  Array.isArray(messages)
    ? messages.map((message: unknown) => (isObject(message) ? message['content'] : undefined))
    : []

const markedIn = (blocks: unknown): Record<string, unknown>[] => {
  if (!Array.isArray(blocks)) return []
  const marked: Record<string, unknown>[] = []
  for (const block of blocks as readonly unknown[]) {
    if (!isObject(block)) continue
    marked.push(...markedIn(block['content']))
    if (block['cache_control'] !== undefined) marked.push(block)
  }
  return marked
}
