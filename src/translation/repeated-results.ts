import type { Part, ToolResultPart } from '../ir/part.ts'
import type { Message } from '../ir/prompt.ts'

/**
 * An agent that takes up a conversation again may tell a result twice (docs/agents.md); upstreams refuse a second one.
 * What is not the same again stays: that is for the upstream to refuse.
 */
export const withoutRepeatedResults = (messages: readonly Message[]): readonly Message[] => {
  const told = new Map<string, ToolResultPart>()
  const isNew = (part: Part): boolean => {
    if (part.type === 'tool-call') told.delete(part.id)
    if (part.type !== 'tool-result') return true
    const before = told.get(part.callId)
    told.set(part.callId, part)
    return before === undefined || !Bun.deepEquals(before, part)
  }
  return messages
    .map((message) => {
      const parts = message.parts.filter(isNew)
      return parts.length === message.parts.length ? message : { ...message, parts }
    })
    .filter(({ parts }, at) => parts.length > 0 || messages[at]?.parts.length === 0)
}
