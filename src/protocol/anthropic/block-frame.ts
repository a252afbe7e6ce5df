import type { Part } from '../../ir/part.ts'
import { isObject, type JsonObject } from '../json.ts'

/** What of a part's text stands in its head already. */
export const textOf = (head: Part): string => {
  switch (head.type) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return head.text
    case 'tool-call':
      return head.arguments
    default:
      return ''
  }
}

export type Frame = { readonly block: JsonObject; readonly delta: string; readonly member: string }

/** The start of a part that is written as it grows. */
export const frameOf = (head: Part): Frame | undefined => {
  switch (head.type) {
    case 'text':
      return {
        block: { type: 'text', text: '', ...head.extras },
        delta: 'text_delta',
        member: 'text',
      }
    case 'refusal':
      return { block: { type: 'text', text: '' }, delta: 'text_delta', member: 'text' }
    case 'thinking': {
      if (head.isRedacted === true) return undefined
      const block = { type: 'thinking', thinking: '', signature: '', ...head.extras }
      return { block, delta: 'thinking_delta', member: 'thinking' }
    }
    case 'tool-call': {
      // Free text is put into an object, which can only be told whole.
      if (head.kind === 'custom') return undefined
      const { id, name, extras } = head
      const block = { type: 'tool_use', id, name, input: {}, ...extras }
      return { block, delta: 'input_json_delta', member: 'partial_json' }
    }
    default:
      return undefined
  }
}

type Beheaded = { readonly start: JsonObject; readonly delta?: JsonObject }

/** A block without what the SDKs expect as a delta: texts, and the inputs of tools; of the MCP's they expect none. */
export const beheaded = (block: JsonObject): Beheaded => {
  const { text, input } = block
  if (block['type'] === 'text' && typeof text === 'string')
    return { start: { ...block, text: '' }, delta: { type: 'text_delta', text } }
  if ((block['type'] === 'server_tool_use' || block['type'] === 'tool_use') && isObject(input))
    return {
      start: { ...block, input: {} },
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    }
  return { start: block }
}
