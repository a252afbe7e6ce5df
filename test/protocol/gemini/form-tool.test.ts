import { describe, expect, test } from 'bun:test'
import type { Prompt, Tool } from '../../../src/ir/prompt.ts'
import { write } from './support.ts'

describe('a form beside functions', () => {
  const look: Tool = { type: 'function', name: 'look' }
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  const format = { type: 'json-schema', schema } as const
  const asked = (more: Partial<Prompt> = {}) => {
    const { body, refusal } = write({ model: 'gemini-2.5-flash', tools: [look], format, ...more })
    const { tools, toolConfig, generationConfig } = body
    return { tools, toolConfig, generationConfig, refused: refusal?.field }
  }
  const declared = (...names: readonly string[]) => [
    { functionDeclarations: names.map((name) => expect.objectContaining({ name })) },
  ]

  test('is a function of its own on models that take one of the two', () => {
    expect(asked()).toMatchObject({
      tools: declared('look', 'structured_output'),
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      generationConfig: undefined,
    })
  })

  test('is one of the functions that are allowed', () => {
    const toolChoice = { type: 'allowed', isRequired: false, names: ['look'] } as const
    expect(asked({ toolChoice }).toolConfig).toEqual({
      functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look', 'structured_output'] },
    })
  })

  test('is left out while a function must be called', () => {
    expect(asked({ toolChoice: { type: 'tool', name: 'look' } })).toMatchObject({
      tools: declared('look'),
      generationConfig: undefined,
    })
  })

  test('is what it is on newer models, and where no function may be called', () => {
    const native = { responseMimeType: 'application/json' }
    expect(asked({ model: 'gemini-3-pro-preview' }).generationConfig).toMatchObject(native)
    expect(asked({ toolChoice: { type: 'none' } }).generationConfig).toMatchObject(native)
  })

  test('must be of an object', () => {
    const list = { type: 'json-schema', schema: { type: 'array' } } as const
    expect(asked({ format: list }).refused).toBe('format')
  })
})
