import { isTooDeep } from './nesting.ts'
import type { Message } from './prompt.ts'

/** The names of the tools that were called in a conversation, by the ids of the calls. */
export const callNames = (messages: readonly Message[]): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  for (const { parts } of messages)
    for (const part of parts) if (part.type === 'tool-call') names.set(part.id, part.name)
  return names
}

/** A call's arguments for protocols that want the object itself. What is no JSON object is kept under a name of ours. */
export const argumentsObject = (text: string): Readonly<Record<string, unknown>> => {
  const value = parsed(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  return text.trim() === '' ? {} : { arguments: value ?? text }
}

const parsed = (text: string): unknown => {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
