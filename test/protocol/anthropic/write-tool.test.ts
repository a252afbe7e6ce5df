import { describe, expect, test } from 'bun:test'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { write } from './message.ts'
import { tool } from './write-parts.ts'

describe('tools', () => {
  test('go as functions, strict ones in the form that is taken', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } } }
    const { body } = write({
      tools: [
        { type: 'function', name: 'f', description: 'F', schema, isStrict: true },
        { type: 'function', name: 'g' },
      ],
    })
    expect(body['tools']).toEqual([
      {
        name: 'f',
        description: 'F',
        strict: true,
        input_schema: {
          type: 'object',
          properties: { n: { type: 'integer', description: '{minimum: 1}' } },
          additionalProperties: false,
        },
      },
      { name: 'g', input_schema: { type: 'object', properties: {} } },
    ])
  })

  test('are not strict on models that do not have it, nor when there are too many', () => {
    const strict = { ...tool, isStrict: true }
    const many = Array.from({ length: 21 }, (_, at) => ({ ...strict, name: `f${at}` }))
    expect(
      JSON.stringify(write({ model: 'claude-3-7-sonnet-latest', tools: [strict] }).body),
    ).not.toContain('strict')
    expect(JSON.stringify(write({ tools: many }).body)).not.toContain('strict')
  })

  test('of the upstream go by its own names', () => {
    const { body } = write({
      tools: [
        {
          type: 'server',
          tool: 'web-search',
          kind: 'google_search',
          maxUses: 2,
          blockedDomains: ['a.example'],
        },
        { type: 'server', tool: 'code', kind: 'code_interpreter', extras: { container: 'c' } },
      ],
    })
    expect(body['tools']).toEqual([
      {
        type: 'web_search_20250305',
        name: 'web_search',
        max_uses: 2,
        blocked_domains: ['a.example'],
      },
      { type: 'code_execution_20250825', name: 'code_execution' },
    ])
  })

  test.each([
    [{ type: 'required' }, undefined, { type: 'any' }],
    [
      { type: 'tool', name: 'f' },
      false,
      { type: 'tool', name: 'f', disable_parallel_tool_use: true },
    ],
    [undefined, false, { type: 'auto', disable_parallel_tool_use: true }],
    [{ type: 'none' }, false, { type: 'none' }],
    [{ type: 'allowed', isRequired: true, names: ['f'] }, undefined, { type: 'any' }],
    [undefined, undefined, undefined],
  ] as [Prompt['toolChoice'], boolean | undefined, unknown][])(
    'a choice of %j, several at once: %j',
    (toolChoice, parallel, expected) => {
      const { body } = write({
        tools: [tool],
        ...(toolChoice === undefined ? {} : { toolChoice }),
        ...(parallel === undefined ? {} : { allowsParallelCalls: parallel }),
      })
      expect(body['tool_choice']).toEqual(expected as never)
    },
  )

  test('that are not allowed are left out', () => {
    const { body } = write({
      tools: [tool, { ...tool, name: 'g' }],
      toolChoice: { type: 'allowed', isRequired: false, names: ['g'] },
    })
    expect(body).toMatchObject({ tools: [{ name: 'g' }], tool_choice: { type: 'auto' } })
  })

  test('are not forced on models that refuse it', () => {
    const { body, warnings } = write({
      model: 'claude-opus-5-5',
      tools: [tool],
      toolChoice: { type: 'tool', name: 'f' },
    })
    expect(body['tool_choice']).toEqual({ type: 'auto' })
    expect(warnings).toEqual(['toolChoice'])
  })

  test('without any there is no choice', () => {
    expect(write({ toolChoice: { type: 'auto' } }).body).not.toHaveProperty('tool_choice')
  })
})

describe('an answer in a form', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'object', properties: {}, additionalProperties: true } },
  }
  const format: Prompt['format'] = { type: 'json-schema', name: 'x', schema }

  test('is asked for as the model has it, with closed objects', () => {
    const { body, warnings } = write({ format })
    expect(body['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { a: { type: 'object', properties: {}, additionalProperties: false } },
          additionalProperties: false,
        },
      },
    })
    expect(warnings).toEqual(['format'])
  })

  test('is the call of a hidden tool where the model has none', () => {
    const { body } = write({ model: 'claude-3-7-sonnet-latest', format })
    expect(body).toMatchObject({
      tools: [{ name: 'structured_output', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'structured_output' },
    })
  })

  test('stands beside the tools there are', () => {
    const { body } = write({ model: 'claude-3-7-sonnet-latest', format, tools: [tool] })
    expect(body).toMatchObject({
      tools: [{ name: 'f' }, { name: 'structured_output' }],
      tool_choice: { type: 'any' },
    })
  })

  test('gives way to a call that is forced', () => {
    const { body } = write({
      model: 'claude-3-7-sonnet-latest',
      format,
      tools: [tool],
      toolChoice: { type: 'required' },
    })
    expect(body).toMatchObject({ tools: [{ name: 'f' }], tool_choice: { type: 'any' } })
  })

  test('is refused there when it is no object', () => {
    expect(
      write({
        model: 'claude-3-7-sonnet-latest',
        format: { type: 'json-schema', schema: { type: 'array' } },
      }).refusal,
    ).toBe('format')
  })

  test('of any JSON is left to what the prompt says', () => {
    const { body, warnings } = write({ format: { type: 'json' } })
    expect([body['system'], body['tools'], body['output_config']]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(warnings).toEqual(['format'])
  })
})
