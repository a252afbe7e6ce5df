import { expect, test } from 'bun:test'
import { mergeUsage, noUsage, totalTokens } from '../../src/ir/usage.ts'

test('what is told later replaces what was told before, and nothing else', () => {
  const before = { ...noUsage, inputTokens: 5, cacheReadTokens: 7, outputTokens: 1 }
  expect(mergeUsage(before, { outputTokens: 9, inputTokens: 0 })).toEqual({
    ...noUsage,
    cacheReadTokens: 7,
    outputTokens: 9,
  })
})

test('nothing told changes nothing', () => {
  expect(mergeUsage(noUsage, undefined)).toEqual(noUsage)
})

test('the total is the sum of every bucket', () => {
  const usage = {
    inputTokens: 1,
    cacheReadTokens: 20,
    cacheWriteTokens: 300,
    outputTokens: 4_000,
    reasoningTokens: 50_000,
  }
  expect(totalTokens(usage)).toBe(54_321)
})
