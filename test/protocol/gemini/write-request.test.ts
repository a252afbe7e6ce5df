import { describe, expect, test } from 'bun:test'
import type { Message, Prompt } from '../../../src/ir/prompt.ts'
import type { Part } from '../../../src/ir/part.ts'
import { flash, write } from './support.ts'

const text = (words: string): Part => ({ type: 'text', text: words })
const call = (id: string, name = 'look', proof?: string): Part => ({
  type: 'tool-call',
  id,
  name,
  arguments: '{"a":1}',
  kind: 'function',
  ...(proof === undefined ? {} : { proof }),
})
const result = (callId: string, ...parts: readonly Part[]): Part => ({
  type: 'tool-result',
  callId,
  kind: 'function',
  parts,
})
const image: Part = {
  type: 'image',
  source: { type: 'data', mediaType: 'image/png', data: 'AAAA' },
}
const user = (...parts: readonly Part[]): Message => ({ role: 'user', parts })
const assistant = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts })
const tool = (...parts: readonly Part[]): Message => ({ role: 'tool', parts })
const contentsOf = (prompt: Partial<Prompt>): unknown => write(prompt).body['contents']

const dummy = 'skip_thought_signature_validator'

describe('a conversation', () => {
  test('takes turns, its instructions apart', () => {
    const { body, warned } = write({
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        { role: 'developer', parts: [text('Be kind.')] },
        user(text('Hi')),
        user(text('there')),
        { role: 'system', parts: [text('Now in French.')] },
        assistant({ type: 'thinking', text: 'Hm' }, text('Salut')),
      ],
    })
    expect(body).toEqual({
      systemInstruction: {
        parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }, { text: 'Now in French.' }],
      },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }, { text: 'there' }] },
        { role: 'model', parts: [{ text: 'Hm', thought: true }, { text: 'Salut' }] },
      ],
    })
    expect(warned).toEqual(['messages'])
  })

  test('results stand in the order of their calls, under the names of those', () => {
    const messages = [
      user(text('Hi')),
      assistant(call('a', 'one'), call('b', 'two')),
      tool(result('b', text('second'))),
      tool({ ...result('a', text('first'), text('more')), isError: true } as Part),
      user(text('Well?')),
    ]
    expect(contentsOf({ model: flash, messages })).toEqual([
      { role: 'user', parts: [{ text: 'Hi' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'a', name: 'one', args: { a: 1 } } },
          { functionCall: { id: 'b', name: 'two', args: { a: 1 } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'one', response: { error: 'first\nmore' } } },
          { functionResponse: { id: 'b', name: 'two', response: { output: 'second' } } },
          { text: 'Well?' },
        ],
      },
    ])
  })

  test('images stand within a result where the model takes them, else behind the results', () => {
    const messages = [
      user(text('Hi')),
      assistant(call('a', 'look', 'S')),
      tool(result('a', text('x'), image)),
    ]
    const last = (model: string): unknown => {
      const contents = contentsOf({ model, messages })
      return Array.isArray(contents) ? contents[2] : undefined
    }
    const inlineData = { mimeType: 'image/png', data: 'AAAA' }
    const response = { id: 'a', name: 'look', response: { output: 'x' } }
    expect(last('gemini-3-flash-preview')).toEqual({
      role: 'user',
      parts: [{ functionResponse: { ...response, parts: [{ inlineData }] } }],
    })
    expect(last(flash)).toEqual({
      role: 'user',
      parts: [{ functionResponse: response }, { inlineData }],
    })
  })

  test('a result of a call that is not there is refused', () => {
    expect(
      write({ messages: [user(text('Hi')), tool(result('a', text('x')))] }).refusal?.field,
    ).toBe('messages')
  })

  test('without anything in it is refused, of instructions alone is asked as the user', () => {
    expect(write({ messages: [user(text(''))] }).refusal?.field).toBe('messages')
    const { body, warned } = write({
      messages: [{ role: 'system', parts: [text('Tell a joke.')] }],
    })
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Tell a joke.' }] }] })
    expect(warned).toEqual(['system'])
  })

  test('files are named by address, with a type where the address tells it', () => {
    const media = (source: object): Part => ({ type: 'image', source }) as Part
    const { body, refusal } = write({
      messages: [
        user(
          media({ type: 'url', url: 'https://a.com/b.png?c' }),
          media({ type: 'file', id: 'gs://a/b', mediaType: 'image/webp' }),
          { type: 'document', source: { type: 'text', text: 'é' }, title: 'a.txt' },
        ),
      ],
    })
    expect(body['contents']).toEqual([
      {
        role: 'user',
        parts: [
          { fileData: { mimeType: 'image/png', fileUri: 'https://a.com/b.png?c' } },
          { fileData: { mimeType: 'image/webp', fileUri: 'gs://a/b' } },
          { inlineData: { mimeType: 'text/plain', data: 'w6k=' } },
        ],
      },
    ])
    expect(refusal).toBeUndefined()
    expect(
      write({ messages: [user(media({ type: 'file', id: 'file-abc' }))] }).refusal?.field,
    ).toBe('messages')
  })
})

describe('signatures', () => {
  const messages = [
    user(text('Hi')),
    assistant(call('a')),
    tool(result('a', text('x'))),
    assistant(text('Done')),
    user(text('Again')),
    assistant(call('b'), call('c')),
    tool(result('b', text('x')), result('c', text('x'))),
    assistant(call('d', 'look', 'SIGNED')),
    tool(result('d', text('x'))),
  ]
  const signatures = (model: string): readonly unknown[] => {
    const contents = contentsOf({ model, messages })
    return Array.isArray(contents)
      ? contents.flatMap(
          ({ parts }: { parts: { functionCall?: object; thoughtSignature?: string }[] }) =>
            parts.flatMap((part) => (part.functionCall ? [part.thoughtSignature] : [])),
        )
      : []
  }

  test('a Gemini 3 is told that the first unsigned call of each step of this turn has none', () => {
    expect(signatures('gemini-3-pro-preview')).toEqual([undefined, dummy, undefined, 'SIGNED'])
  })

  test('an older one is told nothing', () => {
    expect(signatures('gemini-2.5-pro')).toEqual([undefined, undefined, undefined, 'SIGNED'])
  })

  test('proofs come back on the parts that had them', () => {
    expect(
      contentsOf({
        messages: [
          user(text('Hi')),
          assistant(
            { type: 'text', text: '', proof: 'P' },
            { type: 'thinking', text: 'x', proof: 'Q' },
          ),
        ],
      }),
    ).toMatchObject([
      {},
      {
        parts: [
          { text: '', thoughtSignature: 'P' },
          { text: 'x', thought: true, thoughtSignature: 'Q' },
        ],
      },
    ])
  })
})
