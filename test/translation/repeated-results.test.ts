import { expect, test } from 'bun:test'
import type { Part } from '../../src/ir/part.ts'
import { withoutRepeatedResults } from '../../src/translation/repeated-results.ts'

const result = (text: string): Part => ({
  type: 'tool-result',
  callId: 'c1',
  kind: 'function',
  parts: [{ type: 'text', text }],
})
const call: Part = { type: 'tool-call', kind: 'function', id: 'c1', name: 'read', arguments: '{}' }
const called = { role: 'assistant', parts: [call] } as const
const told = (...parts: readonly Part[]) => ({ role: 'tool', parts }) as const

test('a result that is told twice is told once', () => {
  const messages = [called, told(result('a'), result('a')), told(result('a'))]
  expect(withoutRepeatedResults(messages)).toEqual([called, told(result('a'))])
})

test('the same result of another call stays', () => {
  const messages = [called, told(result('a')), called, told(result('a'))]
  expect(withoutRepeatedResults(messages)).toEqual(messages)
})

test('so does another result of the same call', () => {
  const messages = [called, told(result('a'), result('b'))]
  expect(withoutRepeatedResults(messages)).toEqual(messages)
})
