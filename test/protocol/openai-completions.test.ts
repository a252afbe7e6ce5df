import { expect, test } from 'bun:test'
import { protocols } from '../../src/protocol/index.ts'
import { protocolContract } from '../contract/protocol.ts'
import { noteAll } from '../support/notes.ts'

const protocol = protocols['openai-completions']
const chunk = (text: string, finishReason: string | null = null): string =>
  JSON.stringify({
    object: 'text_completion',
    choices: [{ index: 0, text, finish_reason: finishReason }],
  })
const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 }

protocolContract({
  protocol,
  framings: ['sse'],
  stream: [
    { payload: chunk(''), phase: 'preamble' },
    { payload: chunk('ñ'), phase: 'content' },
    { payload: chunk('', 'length'), phase: 'content' },
    { payload: JSON.stringify({ choices: [], usage }), phase: 'content' },
    { payload: '[DONE]', phase: 'end' },
  ],
  answer: {
    body: JSON.stringify({ object: 'text_completion', choices: [{ text: 'a' }], usage }),
    usage: { inputTokens: 5, outputTokens: 2 },
  },
})

test('a completion that closes after its finish reason is complete', () => {
  expect(noteAll(protocol, [chunk('a'), chunk('', 'stop')]).at(-1)).toEqual({
    phase: 'content',
    isComplete: true,
  })
})
