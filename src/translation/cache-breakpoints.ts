import type { CacheMark, Part } from '../ir/part.ts'
import type { Message, Prompt, Tool } from '../ir/prompt.ts'
import type { CacheBreakpoint } from '../ir/rules.ts'

/** Marks that an upstream takes in one request. https://docs.claude.com/en/docs/build-with-claude/prompt-caching */
const maxMarks = 4

/**
 * Sets the operator's marks where the client has left room for them. A client's own mark is never changed, a rule that
 * points to nothing or to what cannot be marked sets none.
 */
export const withBreakpoints = (prompt: Prompt, rules: readonly CacheBreakpoint[]): Prompt => {
  let free = maxMarks - countMarks(prompt)
  let marked = prompt
  for (const rule of rules) {
    if (free <= 0) return marked
    const next = apply(marked, rule)
    if (next === marked) continue
    marked = next
    free -= 1
  }
  return marked
}

const apply = (prompt: Prompt, rule: CacheBreakpoint): Prompt => {
  const cache: CacheMark = rule.ttl === 'auto' ? {} : { ttl: rule.ttl }
  switch (rule.target) {
    case 'top_level':
      return prompt.cache?.mark === undefined
        ? { ...prompt, cache: { ...prompt.cache, mark: cache } }
        : prompt
    case 'tools': {
      const tools = markedAt(
        prompt.tools,
        { at: pick(prompt.tools.length, rule), cache },
        isMarkableTool,
      )
      return tools === prompt.tools ? prompt : { ...prompt, tools }
    }
    case 'system': {
      const system = markedAt(
        prompt.system,
        { at: pick(prompt.system.length, rule), cache },
        hasText,
      )
      return system === prompt.system ? prompt : { ...prompt, system }
    }
    case 'messages': {
      const place = placeOf(prompt.messages, rule)
      const message = prompt.messages[place.message]
      if (message === undefined) return prompt
      const parts = markedAt(message.parts, { at: place.part, cache }, isMarkablePart)
      return parts === message.parts
        ? prompt
        : { ...prompt, messages: prompt.messages.with(place.message, { ...message, parts }) }
    }
    default:
      return rule.target satisfies never
  }
}

type Mark = { readonly at: number; readonly cache: CacheMark }

const markedAt = <Item extends Tool | Part>(
  items: readonly Item[],
  { at, cache }: Mark,
  isMarkable: (item: Item) => boolean,
): readonly Item[] => {
  const item = items[at]
  if (item === undefined || 'cache' in item || !isMarkable(item)) return items
  return items.with(at, { ...item, cache })
}

const isMarkableTool = ({ type }: Tool): boolean => type === 'function' || type === 'server'

const hasText = (part: Part): boolean => part.type !== 'text' || part.text !== ''

/** Thoughts cannot be marked, nor texts without a word. */
const isMarkablePart = (part: Part): boolean => {
  switch (part.type) {
    case 'text':
      return part.text !== ''
    case 'image':
    case 'document':
    case 'tool-call':
    case 'tool-result':
      return true
    default:
      return false
  }
}

type Choice = Pick<CacheBreakpoint, 'position' | 'index'>

/** The place in a list of so many, -1 when the list is too short. */
const pick = (count: number, { position, index }: Choice): number => {
  const at = position === 'nth' ? index - 1 : count - index
  return at < count ? at : -1
}

const placeOf = (
  messages: readonly Message[],
  rule: CacheBreakpoint,
): { readonly message: number; readonly part: number } => {
  if (rule.contentIndex === 0) {
    const places = messages.flatMap(({ parts }, message) =>
      parts.map((_, part) => ({ message, part })),
    )
    return places[pick(places.length, rule)] ?? nowhere
  }
  const filled = messages.flatMap(({ parts }, at) => (parts.length === 0 ? [] : [at]))
  const message = filled[pick(filled.length, rule)] ?? -1
  const { contentPosition: position, contentIndex: index } = rule
  return { message, part: pick(messages[message]?.parts.length ?? 0, { position, index }) }
}

const nowhere = { message: -1, part: -1 }

const countMarks = ({ cache, tools, system, messages }: Prompt): number =>
  (cache?.mark === undefined ? 0 : 1) +
  [...tools, ...system, ...messages.flatMap(({ parts }) => parts.flatMap(withResults))].filter(
    (one) => 'cache' in one,
  ).length

/** Marks may stand within the results of tools, too. */
const withResults = (part: Part): readonly Part[] =>
  part.type === 'tool-result' ? [part, ...part.parts] : [part]
