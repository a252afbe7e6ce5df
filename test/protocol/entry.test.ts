import { expect, test } from 'bun:test'
import { entryOf } from '../../src/protocol/entry.ts'

test('a word of the table is found, another one is not', () => {
  expect([entryOf({ a: 1 }, 'a'), entryOf({ a: 1 }, 'b')]).toEqual([1, undefined])
})

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  '%s, which every object has, is no word of a table',
  (word) => {
    expect(entryOf({ a: 1 }, word)).toBeUndefined()
  },
)
