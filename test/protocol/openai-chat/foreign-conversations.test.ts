import { describe, expect, test } from 'bun:test'
import type { Part } from '../../../src/ir/part.ts'
import type { Message } from '../../../src/ir/prompt.ts'
import { reported, written } from './foreign-parts.ts'

const messagesOf = (...messages: readonly Message[]): unknown => written({ messages })['messages']

const user = (...parts: readonly Part[]): Message => ({ role: 'user', parts })
const assistant = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts })
const text = (words: string): Part => ({ type: 'text', text: words })
const image: Part = {
  type: 'image',
  source: { type: 'data', mediaType: 'image/png', data: 'iVBO' },
}
const imagePart = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } }
const call: Part = { type: 'tool-call', kind: 'function', id: 'c1', name: 'a', arguments: '{}' }
const result = (...parts: readonly Part[]): Part => ({
  type: 'tool-result',
  kind: 'function',
  callId: 'c1',
  parts,
})

describe('a conversation of another protocol', () => {
  test('begins with its instructions', () => {
    expect(
      written({
        system: [
          { type: 'text', text: 'A' },
          { type: 'text', text: 'B', cache: {} },
        ],
      })['messages'],
    ).toEqual([{ role: 'system', content: 'A\n\nB' }])
  })

  test('has calls that came in several answers in one', () => {
    const second: Part = { ...call, id: 'c2' }
    const results = [result(text('1')), { ...result(text('2')), callId: 'c2' } as Part]
    expect(
      messagesOf(user(text('Go.')), assistant(call), assistant(second), {
        role: 'tool',
        parts: results,
      }),
    ).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'c1' }, { id: 'c2' }] },
      { role: 'tool', tool_call_id: 'c1' },
      { role: 'tool', tool_call_id: 'c2' },
    ])
  })

  test('is plain text wherever it can be', () => {
    expect(messagesOf(user(text('A'), text('B')), assistant(text('C'), text('D')))).toEqual([
      { role: 'user', content: 'A\n\nB' },
      { role: 'assistant', content: 'CD' },
    ])
  })

  test('knows developers only at OpenAI', () => {
    const messages: readonly Message[] = [{ role: 'developer', parts: [text('A')] }]
    expect(written({ messages })['messages']).toEqual([{ role: 'system', content: 'A' }])
    expect(written({ messages, model: 'openai/gpt-5.1' })['messages']).toEqual([
      { role: 'developer', content: 'A' },
    ])
  })

  test('has results before what the user says, and their images after them', () => {
    const other = { ...result(text('B')), callId: 'c2' } as Part
    expect(
      messagesOf(assistant(call), user(text('Go on.'), result(text('A'), image), other)),
    ).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'a', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'A' },
      { role: 'tool', tool_call_id: 'c2', content: 'B' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'From the tool call c1:' },
          imagePart,
          { type: 'text', text: 'Go on.' },
        ],
      },
    ])
  })

  test('says that a result is an error', () => {
    const failed = { ...result(text('no such file')), isError: true } as Part
    expect(messagesOf(user(failed))).toEqual([
      { role: 'tool', tool_call_id: 'c1', content: 'Error: no such file' },
    ])
  })

  test('gives thoughts back, but not to OpenAI, which refuses them', () => {
    const messages = [assistant({ type: 'thinking', text: 'Hm.' }, text('Hi'))]
    expect(written({ messages })['messages']).toEqual([
      { role: 'assistant', content: 'Hi', reasoning_content: 'Hm.' },
    ])
    expect(written({ messages, model: 'gpt-4.1' })['messages']).toEqual([
      { role: 'assistant', content: 'Hi' },
    ])
  })

  test('gives proofs back where they came from', () => {
    const signed = { ...call, proof: 'c2ln' } as Part
    expect(
      messagesOf(assistant({ type: 'thinking', text: 'Hm.', proof: 'cHJv', id: 'r' }, signed)),
    ).toMatchObject([
      {
        reasoning_details: [
          { type: 'reasoning.text', text: 'Hm.', signature: 'cHJv', id: 'r', index: 0 },
        ],
        tool_calls: [{ extra_content: { google: { thought_signature: 'c2ln' } } }],
      },
    ])
  })

  test('tells a document that is text as text, and any other as a file', () => {
    const document = (mediaType: string): Part => ({
      type: 'document',
      source: { type: 'data', mediaType, data: 'SGk=' },
    })
    expect(messagesOf(user(document('text/plain')), user(document('application/pdf')))).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'user',
        content: [
          {
            type: 'file',
            file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,SGk=' },
          },
        ],
      },
    ])
  })

  test('tells programs and their output as text', () => {
    const program: Part = {
      type: 'code',
      id: 'p',
      code: 'print(1)',
      language: 'python',
      result: { output: '1', hasFailed: false },
    }
    const messages = [assistant(text('A'), program, text('B'))]
    expect(written({ messages })['messages']).toEqual([
      {
        role: 'assistant',
        content: 'A\n\n```python\nprint(1)\n```\n\n```\n1\n```\n\nB',
      },
    ])
    expect(reported({ messages })).toEqual({ refused: undefined, warned: ['messages'] })
  })

  test('with what cannot be shown is refused', () => {
    const document: Part = { type: 'document', source: { type: 'url', url: 'https://a.example' } }
    const uploaded: Part = { type: 'image', source: { type: 'file', id: 'file-1' } }
    for (const part of [document, uploaded])
      expect(reported({ messages: [user(part)] })).toEqual({ refused: 'messages', warned: [] })
  })
})
