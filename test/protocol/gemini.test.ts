import { describe, expect, test } from 'bun:test'
import { protocols } from '../../src/protocol/index.ts'
import type { EventNote } from '../../src/protocol/protocol.ts'
import { protocolContract } from '../contract/protocol.ts'
import { noteAll } from '../support/notes.ts'

const protocol = protocols.gemini
const usageMetadata = {
  promptTokenCount: 100,
  cachedContentTokenCount: 60,
  toolUsePromptTokenCount: 5,
  candidatesTokenCount: 30,
  thoughtsTokenCount: 20,
  totalTokenCount: 155,
}
const chunk = (parts: object[], fields: object = {}): string =>
  JSON.stringify({ candidates: [{ content: { role: 'model', parts }, ...fields }], usageMetadata })

protocolContract({
  protocol,
  framings: ['sse', 'json-array'],
  stream: [
    { payload: JSON.stringify({ usageMetadata: { promptTokenCount: 4 } }), phase: 'preamble' },
    { payload: chunk([{ text: 'Grüße "[{' }]), phase: 'content' },
    { payload: chunk([{ text: '' }], { finishReason: 'STOP' }), phase: 'content' },
  ],
  answer: {
    body: chunk([{ text: 'é' }]),
    usage: { inputTokens: 45, cacheReadTokens: 60, outputTokens: 30, reasoningTokens: 20 },
  },
})

const note = (payload: object): EventNote | undefined =>
  noteAll(protocol, [JSON.stringify(payload)])[0]

describe('a stream of generated content', () => {
  test('an empty part says nothing', () => {
    expect(note({ candidates: [{ content: { parts: [{ text: '' }] } }] })).toEqual({
      phase: 'preamble',
    })
  })

  test.each([
    { functionCall: { name: 'f' } },
    { text: '', thoughtSignature: 'AA==' },
    { inlineData: { mimeType: 'image/png', data: 'AA==' } },
  ])('a part that says something is content: %j', (part) => {
    expect(note({ candidates: [{ content: { parts: [part] } }] })).toEqual({ phase: 'content' })
  })

  test('a blocked prompt is content and may end', () => {
    expect(note({ promptFeedback: { blockReason: 'SAFETY' } })).toEqual({
      phase: 'content',
      isComplete: true,
    })
  })

  test('may end only when every candidate has its finish reason', () => {
    const parts = [{ text: 'a' }]
    const notes = noteAll(protocol, [
      JSON.stringify({
        candidates: [
          { index: 0, content: { parts } },
          { index: 1, content: { parts } },
        ],
      }),
      JSON.stringify({ candidates: [{ index: 0, finishReason: 'STOP' }] }),
      JSON.stringify({ candidates: [{ index: 1, finishReason: 'STOP' }] }),
    ])
    expect(notes.map(({ isComplete }) => isComplete)).toEqual([undefined, undefined, true])
  })

  test('an error chunk is an error in the words of Google', () => {
    const error = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' }
    expect(note({ error })).toEqual({
      phase: 'error',
      error: { message: 'The model is overloaded.', type: 'UNAVAILABLE', code: '', status: 503 },
    })
  })
})

describe('a failed JSON array', () => {
  test.each([
    [true, '['],
    [false, '[{"a":1}\n,\n'],
  ])('is valid JSON to its end (as the first event: %p)', (isFirst, expected) => {
    const begun = isFirst ? '' : '[{"a":1}\n'
    const written = protocol.writeStreamFailure(
      { kind: 'transient', code: 'upstream_reset', status: 502, message: 'cut' },
      'request-1',
      { framing: 'json-array', isFirst },
    )
    expect(begun + written).toStartWith(expected)
    expect(JSON.parse(begun + written).at(-1)).toMatchObject({
      error: { code: 502, status: 'UNAVAILABLE' },
    })
  })
})
