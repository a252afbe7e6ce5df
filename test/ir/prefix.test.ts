import { expect, test } from 'bun:test'
import { noPrefixes, parsePrefixes, writePrefixes } from '../../src/ir/prefix.ts'

test('the beginnings of a prompt travel as one string and come back', () => {
  const prefixes = {
    lifetimeMs: 300_000,
    list: [
      { mark: '0a', bytes: 12 },
      { mark: 'ff', bytes: 4_096 },
    ],
  }
  expect(parsePrefixes(writePrefixes(prefixes))).toEqual(prefixes)
})

test('no beginnings are no string', () => {
  expect(writePrefixes(noPrefixes)).toBe('')
  expect(parsePrefixes('')).toEqual(noPrefixes)
})
