import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { bestPattern, matchesAny, matchesPattern } from '../../src/ir/model-pattern.ts'

describe('a pattern', () => {
  test.each([
    ['gpt-4', 'gpt-4', true],
    ['gpt-4', 'gpt-4o', false],
    ['gpt-*', 'gpt-4o', true],
    ['gpt-*', 'gpt-', true],
    ['*', '', true],
    ['*-mini', 'gpt-4o-mini', true],
    ['gpt-*-mini', 'gpt-mini', false],
    ['gpt*-*mini', 'gpt-4-mini', true],
    ['a*a', 'a', false],
    ['a*b*c', 'abbc', true],
    ['a*b*c', 'acb', false],
    ['gpt.4*', 'gpt-4o', false],
    ['(a+)+$*', '(a+)+$x', true],
  ])('%s and %s: %p', (pattern, name, matches) => {
    expect(matchesPattern(pattern, name)).toBe(matches)
  })

  test('matches what one gets by putting anything for its stars', () => {
    const part = fc.stringMatching(/^[a-c]{0,3}$/)
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), fc.array(part), (parts, fillings) => {
        const name = parts.reduce((whole, next, index) => whole + (fillings[index] ?? '') + next)
        expect(matchesPattern(parts.join('*'), parts.length === 1 ? (parts[0] ?? '') : name)).toBe(
          true,
        )
      }),
    )
  })

  test('means the same as a regular expression', () => {
    const pattern = fc.stringMatching(/^[ab*]{0,6}$/)
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab]{0,8}$/), (written, name) => {
        const expression = new RegExp(`^${written.replaceAll('*', '.*')}$`)
        expect(matchesPattern(written, name)).toBe(expression.test(name))
      }),
      { numRuns: 500 },
    )
  })

  test('of no match is found among many', () => {
    expect([matchesAny(['a*', 'b'], 'b'), matchesAny([], 'b')]).toEqual([true, false])
  })
})

describe('the pattern that is meant', () => {
  test.each([
    [['*', 'gpt-*', 'gpt-4*', 'gpt-4o'], 'gpt-4o', 'gpt-4o'],
    [['*', 'gpt-*', 'gpt-4*'], 'gpt-4o', 'gpt-4*'],
    [['*', 'gpt-*'], 'claude', '*'],
    [['*-b', 'a-*'], 'a-b', '*-b'],
    [['a-*', '*-b'], 'a-b', '*-b'],
  ])('of %j for %s is %s', (patterns, name, best) => {
    expect(bestPattern(patterns, name)).toBe(best)
  })

  test('is none when none matches', () => {
    expect(bestPattern(['a*'], 'b')).toBeUndefined()
  })
})
