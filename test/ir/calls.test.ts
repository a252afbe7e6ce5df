import { expect, test } from 'bun:test'
import { argumentsObject } from '../../src/ir/calls.ts'

const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`

test('arguments are the object that they tell', () => {
  expect(argumentsObject('{"a":[1]}')).toEqual({ a: [1] })
})

test('no arguments are an empty object', () => {
  expect(argumentsObject(' ')).toEqual({})
})

test.each(['[1]', '{"a":', 'words'])('what is no object is kept: %s', (text) => {
  expect(Object.keys(argumentsObject(text))).toEqual(['arguments'])
})

test('what is nested as deeply as a request may be can be written again', () => {
  expect(JSON.stringify(argumentsObject(nested(9_999)))).toBe(nested(9_999))
})

test('what is nested more deeply than can be written again stays text', () => {
  expect(argumentsObject(nested(100_000))).toEqual({ arguments: nested(100_000) })
})

test('brackets within texts are not nested', () => {
  const told = { a: `"\\${'['.repeat(20_000)}` }
  expect(argumentsObject(JSON.stringify(told))).toEqual(told)
})
