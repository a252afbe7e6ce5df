import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { editDistance, nearest } from '../../src/settings/nearest.ts'

test.each([
  ['port', 'port', 0],
  ['prot', 'port', 1],
  ['por', 'port', 1],
  ['ports', 'port', 1],
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
])('from %p to %p it takes %p', (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance)
})

test('the way back is as long, and no longer than the longer word', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (first, second) => {
      const distance = editDistance(first, second)
      expect(distance).toBe(editDistance(second, first))
      expect(distance).toBeLessThanOrEqual(Math.max(first.length, second.length))
      expect(distance === 0).toBe(first === second)
    }),
  )
})

test('a word that is like none of the known ones has no nearest one', () => {
  expect(nearest('banana', ['host', 'port'])).toBeUndefined()
})

test('a very long word is not compared at all', () => {
  expect(nearest('x'.repeat(65), ['x'.repeat(64)])).toBeUndefined()
})
