import { describe, expect, test } from 'bun:test'
import { efforts } from '../../src/ir/prompt.ts'
import { budgetOf, effortOf, nearestEffort, wantsThinking } from '../../src/ir/reasoning.ts'

describe('how much to think', () => {
  test.each(efforts)('%s is itself again after being told as a budget', (effort) => {
    const budgetTokens = budgetOf({ effort })
    expect(effortOf(budgetTokens === undefined ? {} : { budgetTokens })).toBe(effort)
  })

  test('a budget is the smallest effort that covers it', () => {
    expect([1, 5000, 1_000_000].map((budgetTokens) => effortOf({ budgetTokens }))).toEqual([
      'minimal',
      'medium',
      'max',
    ])
  })

  test('an effort without a word at the upstream is rather less than more', () => {
    expect(nearestEffort('xhigh', ['low', 'high'])).toBe('high')
    expect(nearestEffort('minimal', ['low', 'high'])).toBe('low')
    expect(nearestEffort('none', [])).toBeUndefined()
  })

  test('is asked for by an effort, a budget, or leave to decide', () => {
    expect(
      [{ effort: 'low' as const }, { budgetTokens: 1 }, { isAdaptive: true }].every(wantsThinking),
    ).toBe(true)
    expect(
      [undefined, {}, { effort: 'none' as const }, { budgetTokens: 0 }].some(wantsThinking),
    ).toBe(false)
  })
})
