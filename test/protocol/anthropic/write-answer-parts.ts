import type { Answer, Finish } from '../../../src/ir/answer.ts'
import type { Part } from '../../../src/ir/part.ts'
import { codec } from '../../../src/protocol/anthropic/codec.ts'
import { asked } from './message.ts'

export const answer = (parts: readonly Part[], finish: Finish = { reason: 'stop' }): Answer => ({
  id: 'chatcmpl-1',
  model: 'gpt-5',
  choices: [{ index: 0, parts, finish }],
  usage: { inputTokens: 5, cacheReadTokens: 7, outputTokens: 3, reasoningTokens: 2 },
})

export const write = (parts: readonly Part[], finish?: Finish) =>
  codec.writeAnswer(answer(parts, finish), asked())
export const text = (said: string): Part => ({ type: 'text', text: said })
export const call = (id: string, json = '{}'): Part => ({
  type: 'tool-call',
  id,
  name: 'f',
  arguments: json,
  kind: 'function',
})
export const usage = {
  input_tokens: 5,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: 7,
  output_tokens: 5,
  output_tokens_details: { thinking_tokens: 2 },
}
