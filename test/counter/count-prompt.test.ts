import { describe, expect, test } from 'bun:test'
import { countPrompt } from '../../src/counter/count-prompt.ts'
import { Tally } from '../../src/counter/tally.ts'
import type { Part } from '../../src/ir/part.ts'
import type { Prompt } from '../../src/ir/prompt.ts'
import { Report } from '../../src/ir/report.ts'

/** A character is a token; what is in front of the answer is not counted. */
const count = (over: Partial<Prompt>) => {
  const tally = new Tally({ countText: ({ length }) => length, hasTime: () => true })
  const report = new Report()
  const empty: Prompt = {
    model: 'm',
    isStreaming: false,
    system: [],
    messages: [],
    tools: [],
    sampling: {},
  }
  countPrompt({ ...empty, ...over }, tally, report)
  return { tokens: tally.total - 3, left: report.warnings }
}

const saying = (...parts: readonly Part[]) => count({ messages: [{ role: 'user', parts }] })
const text = (said: string): Part => ({ type: 'text', text: said })
const data = (mediaType: string, content: string) =>
  ({ type: 'data', mediaType, data: Buffer.from(content, 'latin1').toString('base64') }) as const

const picture = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x02\x58'

describe('what is counted', () => {
  test('texts, and 4 tokens for each message', () => {
    expect(saying(text('12345'))).toEqual({ tokens: 9, left: [] })
    expect(count({ system: [{ type: 'text', text: '12345' }] }).tokens).toBe(9)
  })

  test('a call’s name and arguments, and its result', () => {
    const call = { type: 'tool-call', id: 'c', name: 'look', arguments: '{}', kind: 'function' }
    const result = { type: 'tool-result', callId: 'c', kind: 'function', parts: [text('12345')] }
    expect(saying(call as Part, result as Part).tokens).toBe(4 + 6 + 5)
  })

  test('a tool’s name, description and schema, 7 tokens for each, and 12 for all', () => {
    const schema = { type: 'object' }
    const tool = { type: 'function', name: 'look', description: 'sees', schema } as const
    const each = 4 + 4 + JSON.stringify(schema).length + 7
    expect(count({ tools: [tool, tool] }).tokens).toBe(2 * each + 12)
  })

  test('the schema of the answer', () => {
    expect(count({ format: { type: 'json-schema', schema: { a: 1 } } }).tokens).toBe(7)
  })

  test('a thought of the turn that goes on, and none of an earlier one', () => {
    const thought: Part = { type: 'thinking', text: '12345' }
    const result: Part = { type: 'tool-result', callId: 'c', kind: 'function', parts: [] }
    const asked = { role: 'user', parts: [text('?')] } as const
    const thinking = { role: 'assistant', parts: [thought] } as const
    const called = { role: 'user', parts: [result] } as const
    expect(count({ messages: [asked, thinking, called] }).tokens).toBe(12 + 1 + 5)
    expect(count({ messages: [asked, thinking, asked] }).tokens).toBe(12 + 2)
  })
})

describe('an image', () => {
  test('is a token for 750 pixels', () => {
    expect(saying({ type: 'image', source: data('image/png', picture) }).tokens).toBe(4 + 640)
  })

  test('of which the size is not known is as large as any is', () => {
    const source = { type: 'url', url: 'https://x/y.png' } as const
    expect(saying({ type: 'image', source }).tokens).toBe(4 + 1_600)
  })

  test('of low detail is 85 tokens', () => {
    const source = { type: 'url', url: 'https://x/y.png' } as const
    expect(saying({ type: 'image', source, detail: 'low' }).tokens).toBe(4 + 85)
  })
})

describe('a document', () => {
  test('of text is its text', () => {
    const source = data('text/plain', '12345')
    expect(saying({ type: 'document', source }).tokens).toBe(4 + 5)
    expect(saying({ type: 'document', source: { type: 'text', text: '123' } }).tokens).toBe(4 + 3)
  })

  test('in pages is 1,500 tokens for each, and one page at least', () => {
    const pages = '<</Type/Pages>> <</Type/Page /Parent 1>> <</Type /Page>>'
    const source = data('application/pdf', pages)
    expect(saying({ type: 'document', source }).tokens).toBe(4 + 3_000)
    const packed = data('application/pdf', '%PDF')
    expect(saying({ type: 'document', source: packed }).tokens).toBe(4 + 1_500)
  })
})

test('what is not counted is told', () => {
  const audio: Part = { type: 'audio', source: data('audio/wav', 'x') }
  expect(saying(audio)).toEqual({
    tokens: 4,
    left: [{ field: 'messages', problem: 'audio is not counted' }],
  })
  expect(count({ extras: { previous_response_id: 'resp_1' } }).left).toEqual([
    { field: 'previous_response_id', problem: 'is kept by the upstream and not counted' },
  ])
  expect(count({ tools: [{ type: 'server', tool: 'code', kind: 'python' }] }).left).toHaveLength(1)
})
