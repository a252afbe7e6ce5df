import { describe, expect, test } from 'bun:test'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { bare, flash, write } from './support.ts'

const configOf = (prompt: Partial<Prompt>): unknown => write(prompt).body['generationConfig']

describe('how much to think', () => {
  const thinking = (model: string, reasoning: Prompt['reasoning']): readonly unknown[] => {
    const { body, warned } = write({ model, ...(reasoning && { reasoning }) })
    const config = body['generationConfig'] as { thinkingConfig?: object } | undefined
    return [config?.thinkingConfig, ...warned]
  }
  const cases: readonly (readonly [string, Prompt['reasoning'], readonly unknown[]])[] = [
    [
      'gemini-3-pro-preview',
      { effort: 'medium' },
      [{ thinkingLevel: 'LOW', includeThoughts: true }],
    ],
    ['gemini-3.1-pro', { effort: 'medium' }, [{ thinkingLevel: 'MEDIUM', includeThoughts: true }]],
    ['gemini-3-flash', { effort: 'max', summary: 'none' }, [{ thinkingLevel: 'HIGH' }]],
    ['gemini-3-flash', { effort: 'none' }, [{ thinkingLevel: 'MINIMAL' }, 'reasoning']],
    [
      'gemini-3-flash',
      { budgetTokens: 5_000 },
      [{ thinkingLevel: 'MEDIUM', includeThoughts: true }],
    ],
    ['gemini-3-flash', { isAdaptive: true }, [{ includeThoughts: true }]],
    ['gemini-2.5-flash', { isAdaptive: true }, [{ thinkingBudget: -1, includeThoughts: true }]],
    ['gemini-2.5-flash', { effort: 'low' }, [{ thinkingBudget: 1024, includeThoughts: true }]],
    ['gemini-2.5-flash', { effort: 'none' }, [{ thinkingBudget: 0 }]],
    [
      'gemini-2.5-flash',
      { budgetTokens: 60_000 },
      [{ thinkingBudget: 24_576, includeThoughts: true }],
    ],
    [
      'gemini-2.5-flash-lite',
      { effort: 'minimal' },
      [{ thinkingBudget: 512, includeThoughts: true }],
    ],
    ['models/gemini-2.5-pro', { effort: 'none' }, [{ thinkingBudget: 128 }, 'reasoning']],
    ['gemini-flash-latest', { effort: 'low' }, [{ thinkingBudget: 1024, includeThoughts: true }]],
    ['gemini-2.0-flash', { effort: 'low' }, [undefined, 'reasoning']],
    ['gemini-2.0-flash', { effort: 'none' }, [undefined]],
    ['gemini-2.5-flash-image', { effort: 'low' }, [undefined, 'reasoning']],
    ['gemini-2.5-flash', { summary: 'auto' }, [{ includeThoughts: true }]],
  ]
  for (const [model, reasoning, expected] of cases)
    test(`${JSON.stringify(reasoning)} at ${model}`, () => {
      expect(thinking(model, reasoning)).toEqual([...expected])
    })
})

describe('sampling and form', () => {
  test('more than five stop sequences are refused', () => {
    const stop = ['1', '2', '3', '4', '5']
    expect(configOf({ sampling: { stop } })).toEqual({ stopSequences: stop })
    expect(write({ sampling: { stop: [...stop, '6'] } }).refusal?.field).toBe('stop')
  })

  test('a seed is made to fit into 32 bits', () => {
    expect(configOf({ sampling: { seed: 2 ** 31 + 5 } })).toEqual({ seed: 5 })
  })

  test('structured output is asked for in JSON Schema', () => {
    const format = {
      type: 'json-schema',
      name: 'x',
      isStrict: true,
      schema: { type: 'object', properties: { a: { const: 'b' } }, additionalProperties: false },
    } as const
    expect(configOf({ model: flash, format })).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: {
        type: 'object',
        properties: { a: { type: 'string', enum: ['b'] } },
        additionalProperties: false,
      },
    })
    expect(configOf({ model: 'gemini-1.5-flash', format })).toEqual({
      responseMimeType: 'application/json',
      responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING', enum: ['b'] } } },
    })
    expect(configOf({ format: { type: 'json' } })).toEqual({ responseMimeType: 'application/json' })
  })

  test('what has no place here is told', () => {
    const { warned } = write({
      allowsParallelCalls: false,
      endUser: 'me',
      verbosity: 'low',
      serviceTier: 'scale',
      sampling: { logitBias: { 5: 1 } },
    })
    expect(warned.toSorted()).toEqual(
      ['allowsParallelCalls', 'endUser', 'logitBias', 'serviceTier', 'verbosity'].toSorted(),
    )
  })

  test('other vendors’ tiers have names here', () => {
    const tier = (serviceTier: string): unknown =>
      write({ ...bare, serviceTier }).body['serviceTier']
    expect([tier('auto'), tier('default'), tier('flex'), tier('standard_only')]).toEqual([
      undefined,
      'standard',
      'flex',
      'standard',
    ])
  })
})
