import { describe, expect, test } from 'bun:test'
import type { Prompt, Tool } from '../../../src/ir/prompt.ts'
import { flash, write } from './support.ts'

const look: Tool = {
  type: 'function',
  name: 'look',
  schema: { type: 'object', properties: { at: { type: ['string', 'null'], pattern: 'x' } } },
}
const search: Tool = { type: 'server', tool: 'web-search', kind: 'web_search_20250305' }

describe('tools', () => {
  test('have schemas in JSON Schema, or in the own form where a model knows no other', () => {
    const tools = (model: string): unknown => write({ model, tools: [look] }).body['tools']
    expect(tools(flash)).toEqual([
      {
        functionDeclarations: [
          {
            name: 'look',
            parametersJsonSchema: {
              type: 'object',
              properties: { at: { type: ['string', 'null'] } },
            },
          },
        ],
      },
    ])
    expect(tools('gemini-1.5-pro')).toEqual([
      {
        functionDeclarations: [
          {
            name: 'look',
            parameters: {
              type: 'OBJECT',
              properties: { at: { type: 'STRING', pattern: 'x', nullable: true } },
            },
          },
        ],
      },
    ])
  })

  test('a function that takes nothing has no schema', () => {
    for (const schema of [
      undefined,
      {},
      { type: 'object', properties: {} },
      { type: 'object', additionalProperties: false },
    ])
      expect(write({ tools: [{ type: 'function', name: 'f', schema }] }).body['tools']).toEqual([
        { functionDeclarations: [{ name: 'f' }] },
      ])
  })

  test('of the upstream stand beside functions where the model allows it', () => {
    expect(write({ model: 'gemini-3-flash', tools: [look, search] }).body).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'look' }] }, { googleSearch: {} }],
      toolConfig: { includeServerSideToolInvocations: true },
    })
    const { body, warned } = write({ model: flash, tools: [look, search] })
    expect(body['tools']).toHaveLength(1)
    expect(body['toolConfig']).toBeUndefined()
    expect(warned).toEqual(['tools'])
  })

  test('search some domains alone: refused, since all would be searched', () => {
    expect(
      write({ tools: [{ ...search, allowedDomains: ['a.com'] } as Tool] }).refusal?.field,
    ).toBe('tools')
    expect(
      write({ tools: [{ ...search, blockedDomains: ['a.com'], maxUses: 3 } as Tool] }),
    ).toMatchObject({
      body: { tools: [{ googleSearch: { excludeDomains: ['a.com'] } }] },
      warned: ['tools'],
    })
  })

  test('are chosen from by mode and name', () => {
    const chosen = (toolChoice: NonNullable<Prompt['toolChoice']>): unknown =>
      (write({ tools: [look], toolChoice }).body['toolConfig'] as Record<string, unknown>)[
        'functionCallingConfig'
      ]
    expect([
      chosen({ type: 'auto' }),
      chosen({ type: 'none' }),
      chosen({ type: 'required' }),
      chosen({ type: 'tool', name: 'look' }),
      chosen({ type: 'allowed', isRequired: true, names: ['a', 'b'] }),
      chosen({ type: 'allowed', isRequired: false, names: ['a'] }),
    ]).toEqual([
      { mode: 'AUTO' },
      { mode: 'NONE' },
      { mode: 'ANY' },
      { mode: 'ANY', allowedFunctionNames: ['look'] },
      { mode: 'ANY', allowedFunctionNames: ['a', 'b'] },
      { mode: 'VALIDATED', allowedFunctionNames: ['a'] },
    ])
  })
})

test('without functions there is nothing to choose from', () => {
  expect(
    write({ tools: [search], toolChoice: { type: 'auto' } }).body['toolConfig'],
  ).toBeUndefined()
})
