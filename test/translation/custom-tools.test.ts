import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Prompt } from '../../src/ir/prompt.ts'
import { asFunctions, freeText } from '../../src/translation/custom-tools.ts'

const prompt: Prompt = {
  model: 'm',
  isStreaming: false,
  system: [],
  sampling: {},
  tools: [
    { type: 'custom', name: 'patch', description: 'Edits files.', format: { syntax: 'lark' } },
  ],
  messages: [
    {
      role: 'assistant',
      parts: [
        {
          type: 'tool-call',
          kind: 'custom',
          id: 'call_1',
          name: 'patch',
          arguments: '*** "Begin"',
        },
      ],
    },
    { role: 'tool', parts: [{ type: 'tool-result', kind: 'custom', callId: 'call_1', parts: [] }] },
  ],
}

describe('a tool that takes free text', () => {
  test('is a function with one string, its grammar told', () => {
    expect(asFunctions(prompt).tools).toEqual([
      {
        type: 'function',
        name: 'patch',
        description: 'Edits files.',
        schema: {
          type: 'object',
          properties: {
            input: { type: 'string', description: 'In this format: {"syntax":"lark"}' },
          },
          required: ['input'],
          additionalProperties: false,
        },
      },
    ])
  })

  test('was called like that before, too', () => {
    expect(asFunctions(prompt).messages.map(({ parts }) => parts[0])).toMatchObject([
      { kind: 'function', arguments: '{"input":"*** \\"Begin\\""}' },
      { kind: 'function', callId: 'call_1' },
    ])
  })

  test('gets back the text that the function was called with', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(freeText(JSON.stringify({ input: text }))).toBe(text)
      }),
    )
  })

  test('gets whatever a model wrote that did not keep to the form', () => {
    expect(freeText('*** Begin')).toBe('*** Begin')
    expect(freeText('{"patch":"x"}')).toBe('{"patch":"x"}')
  })
})

test('a prompt without such tools is left as it is', () => {
  const plain = { ...prompt, tools: [], messages: [] }
  expect(asFunctions(plain)).toBe(plain)
})
