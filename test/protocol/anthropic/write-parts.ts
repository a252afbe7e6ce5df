import type { Part } from '../../../src/ir/part.ts'
import type { Message } from '../../../src/ir/prompt.ts'

export const text = (said: string): Part => ({ type: 'text', text: said })
export const user = (...parts: Part[]): Message => ({ role: 'user', parts })
export const assistant = (...parts: Part[]): Message => ({ role: 'assistant', parts })
export const call = (id: string): Part => ({
  type: 'tool-call',
  id,
  name: 'f',
  arguments: '{"a": 1}',
  kind: 'function',
})
export const result = (callId: string): Part => ({
  type: 'tool-result',
  callId,
  kind: 'function',
  parts: [text('ok')],
})
export const tool = { type: 'function', name: 'f', schema: { type: 'object' } } as const
