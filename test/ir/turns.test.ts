import { expect, test } from 'bun:test'
import type { Part } from '../../src/ir/part.ts'
import { takeTurns } from '../../src/ir/turns.ts'

const said = (text: string): Part => ({ type: 'text', text })
const result = (callId: string): Part => ({
  type: 'tool-result',
  kind: 'function',
  callId,
  parts: [],
})

test('neighbours of one side become one turn', () => {
  const { turns } = takeTurns(
    [],
    [
      { role: 'user', parts: [said('one')] },
      { role: 'user', parts: [said('two')] },
      { role: 'assistant', parts: [said('three')] },
    ],
  )
  expect(turns).toEqual([
    { role: 'user', parts: [said('one'), said('two')] },
    { role: 'assistant', parts: [said('three')] },
  ])
})

test('results of tools stand before everything else of their turn', () => {
  const { turns } = takeTurns(
    [],
    [
      { role: 'user', parts: [said('and now?')] },
      { role: 'tool', parts: [result('call_1')] },
      { role: 'tool', parts: [result('call_2')] },
    ],
  )
  expect(turns[0]?.parts).toEqual([result('call_1'), result('call_2'), said('and now?')])
})

test('instructions are gathered in front, and those from further down are counted', () => {
  const taken = takeTurns(
    [{ type: 'text', text: 'first' }],
    [
      { role: 'developer', parts: [said('second')] },
      { role: 'user', parts: [said('question')] },
      { role: 'system', parts: [said('third')] },
    ],
  )
  expect(taken.system.map(({ text }) => text)).toEqual(['first', 'second', 'third'])
  expect(taken.movedSystemMessages).toBe(1)
})

test('a million parts of one side are one turn', () => {
  const parts = Array.from({ length: 1_000_000 }, () => said('a'))
  const { turns } = takeTurns(
    [],
    [
      { role: 'user', parts: [said('one')] },
      { role: 'user', parts },
    ],
  )
  expect(turns.map((turn) => turn.parts.length)).toEqual([1_000_001])
})
