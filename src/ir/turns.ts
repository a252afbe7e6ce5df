import type { Message } from './prompt.ts'
import type { Part, TextPart } from './part.ts'

export type Turn = { readonly role: 'user' | 'assistant'; readonly parts: readonly Part[] }

export type Turns = {
  /** The instructions before the conversation: the prompt's own, then the system messages it begins with. */
  readonly system: readonly TextPart[]
  readonly turns: readonly Turn[]
  /** System messages that stood further down: they are in `system` too, at its end. */
  readonly movedSystemMessages: number
}

/**
 * A conversation for protocols in which user and assistant take turns and system text stands apart (Anthropic, Gemini):
 * neighbours of one side become one turn, and the results of tools stand before everything else in theirs.
 */
export const takeTurns = (system: readonly TextPart[], messages: readonly Message[]): Turns => {
  const instructions = [...system]
  const turns: { role: 'user' | 'assistant'; parts: Part[] }[] = []
  let movedSystemMessages = 0
  for (const { role, parts } of messages) {
    if (role === 'system' || role === 'developer') {
      for (const part of parts) if (part.type === 'text') instructions.push(part)
      if (turns.length > 0) movedSystemMessages += 1
      continue
    }
    const side = role === 'assistant' ? 'assistant' : 'user'
    const last = turns.at(-1)
    // One by one: a million arguments are more than a call takes.
    if (last?.role === side) for (const part of parts) last.parts.push(part)
    else turns.push({ role: side, parts: [...parts] })
  }
  return {
    system: instructions,
    movedSystemMessages,
    turns: turns.map(({ role, parts }) => ({ role, parts: resultsFirst(parts) })),
  }
}

const resultsFirst = (parts: readonly Part[]): readonly Part[] =>
  parts.some((part) => part.type === 'tool-result')
    ? [
        ...parts.filter((part) => part.type === 'tool-result'),
        ...parts.filter((part) => part.type !== 'tool-result'),
      ]
    : parts
