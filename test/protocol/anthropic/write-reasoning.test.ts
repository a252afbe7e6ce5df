import { describe, expect, test } from 'bun:test'
import type { Part } from '../../../src/ir/part.ts'
import type { Prompt } from '../../../src/ir/prompt.ts'
import { write } from './message.ts'
import { assistant, call, result, text, tool, user } from './write-parts.ts'

describe('reasoning', () => {
  const written = (model: string, reasoning: Prompt['reasoning'], over: Partial<Prompt> = {}) => {
    const { body, warnings } = write({
      model,
      sampling: { maxTokens: 30_000 },
      ...over,
      ...(reasoning === undefined ? {} : { reasoning }),
    })
    return { thinking: body['thinking'], config: body['output_config'], warnings }
  }
  const nothing = { thinking: undefined, config: undefined }

  test.each([
    ['claude-3-5-haiku-latest', { effort: 'high' }, { ...nothing, warnings: ['reasoning'] }],
    [
      'claude-sonnet-4-5',
      { effort: 'medium' },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 8_192 }, warnings: [] },
    ],
    [
      'claude-sonnet-4-5',
      { effort: 'minimal' },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 1_024 }, warnings: [] },
    ],
    [
      'claude-sonnet-4-5',
      { isAdaptive: true },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 8_192 }, warnings: [] },
    ],
    [
      'claude-sonnet-4-5',
      { budgetTokens: 40_000 },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 22_500 }, warnings: ['reasoning'] },
    ],
    ['claude-sonnet-4-5', { effort: 'none' }, { ...nothing, warnings: [] }],
    [
      'claude-opus-4-6',
      { effort: 'xhigh' },
      { thinking: { type: 'adaptive' }, config: { effort: 'high' }, warnings: [] },
    ],
    [
      'claude-opus-4-6',
      { budgetTokens: 2_000 },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 2_000 }, warnings: [] },
    ],
    [
      'claude-opus-4-8',
      { effort: 'xhigh', summary: 'detailed' },
      {
        thinking: { type: 'adaptive', display: 'summarized' },
        config: { effort: 'xhigh' },
        warnings: [],
      },
    ],
    [
      'claude-opus-4-8',
      { budgetTokens: 2_000 },
      { thinking: { type: 'adaptive' }, config: { effort: 'medium' }, warnings: [] },
    ],
    [
      'claude-opus-5',
      { isAdaptive: true },
      { ...nothing, thinking: { type: 'adaptive' }, warnings: [] },
    ],
    [
      'claude-opus-5',
      { budgetTokens: 0 },
      { ...nothing, thinking: { type: 'disabled' }, warnings: [] },
    ],
    [
      'claude-sonnet-5-5',
      { effort: 'none' },
      { ...nothing, thinking: { type: 'between_tools' }, warnings: [] },
    ],
    [
      'claude-fable-5',
      { effort: 'none' },
      { ...nothing, config: { effort: 'low' }, warnings: ['reasoning'] },
    ],
    [
      'glm-4.6',
      { effort: 'low' },
      { ...nothing, thinking: { type: 'enabled', budget_tokens: 1_024 }, warnings: [] },
    ],
  ] as [string, Prompt['reasoning'], object][])('%s with %j', (model, reasoning, expected) => {
    expect(written(model, reasoning)).toEqual(expected as never)
  })

  test('gives way to a call that is forced', () => {
    const over: Partial<Prompt> = { tools: [tool], toolChoice: { type: 'required' } }
    expect(written('claude-sonnet-4-5', { effort: 'low' }, over)).toEqual({
      ...nothing,
      warnings: ['reasoning'],
    })
  })

  test('is left out with too few tokens for any', () => {
    const over: Partial<Prompt> = { sampling: { maxTokens: 1_000 } }
    expect(written('claude-sonnet-4-5', { effort: 'low' }, over)).toEqual({
      ...nothing,
      warnings: ['reasoning'],
    })
  })

  const loop = (...before: Part[]): Partial<Prompt> => ({
    tools: [tool],
    messages: [
      user(text('A')),
      assistant(...before, call('1')),
      { role: 'tool', parts: [result('1')] },
    ],
  })
  const signed: Part = { type: 'thinking', text: 'Hm', proof: 'sig' }

  test('goes on in a loop of tools that began with a signed thought', () => {
    expect(written('claude-sonnet-4-5', { effort: 'low' }, loop(signed))).toMatchObject({
      thinking: { type: 'enabled' },
      warnings: [],
    })
  })

  test('goes on when only its first step began with one, whatever stands beside the results', () => {
    const { messages = [] } = loop(signed)
    const longer: Partial<Prompt> = {
      tools: [tool],
      messages: [...messages, user(text('B')), assistant(call('2')), user(result('2'), text('C'))],
    }
    expect(written('claude-sonnet-4-5', { effort: 'low' }, longer)).toMatchObject({
      thinking: { type: 'enabled' },
      warnings: [],
    })
  })

  test('is left out of a loop that did not', () => {
    expect(written('claude-sonnet-4-5', { effort: 'low' }, loop())).toEqual({
      ...nothing,
      warnings: ['reasoning'],
    })
  })

  test('is adaptive there on models that have both', () => {
    expect(written('claude-opus-4-6', { budgetTokens: 2_000 }, loop())).toMatchObject({
      thinking: { type: 'adaptive' },
      warnings: [],
    })
  })
})
