import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { Names } from '../../src/translation/names.ts'

const rule = { pattern: /^[a-zA-Z_][\w-]*$/, maxLength: 64 }

describe('names made fit for another protocol', () => {
  test('fit, are told apart, and are known again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 200 })), (originals) => {
        const names = new Names(rule)
        const fitted = originals.map((name) => names.fit(name))
        for (const name of fitted) {
          expect(name).toMatch(rule.pattern)
          expect(name.length).toBeLessThanOrEqual(rule.maxLength)
        }
        expect(new Set(fitted).size).toBe(originals.length)
        expect(fitted.map((name) => names.origin(name))).toEqual(originals)
      }),
    )
  })

  test('that fit already stay as they are', () => {
    expect(new Names(rule).fit('get_weather-2')).toBe('get_weather-2')
  })

  test('keep what fits of them', () => {
    expect(['mcp.get weather', '2fast'].map((name) => new Names(rule).fit(name))).toEqual([
      'mcp_get_weather',
      '_2fast',
    ])
  })

  test('become the same in every request of a conversation', () => {
    const long = `mcp.server/${'deep.'.repeat(20)}tool`
    expect(new Names(rule).fit(long)).toBe(new Names(rule).fit(long))
  })

  test('that were never fitted come back as they are', () => {
    expect(new Names(rule).origin('invented_by_the_model')).toBe('invented_by_the_model')
  })
})
