import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { editDistance, nearestName, nearNames } from '../../src/ir/near-names.ts'

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
  expect(nearestName('banana', ['host', 'port'])).toBeUndefined()
})

test('near names are the nearest first, three at most', () => {
  const known = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4', 'claude']
  expect(nearNames('gpt-4p', known)).toEqual(['gpt-4o', 'gpt-4', 'gpt-4.1'])
})

test('a name that is known twice is said once, and its case does not matter', () => {
  expect(nearNames('CLAUD', ['claude', 'claude'])).toEqual(['claude'])
})

test('a very long name is not compared at all', () => {
  const long = 'x'.repeat(97)
  expect(nearNames(long, [long])).toEqual([])
})

test('a known name is its own nearest', () => {
  const name = fc.stringMatching(/^[a-z0-9-]{1,20}$/)
  fc.assert(
    fc.property(name, fc.array(name), (wanted, others) => {
      expect(nearNames(wanted, [...others, wanted])[0]).toBe(wanted)
    }),
  )
})
