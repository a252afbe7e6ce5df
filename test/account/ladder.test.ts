import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { climbed, descended, heightOf, type Ladder } from '../../src/account/ladder.ts'

const noLadder: Ladder = []
const HOUR = 3_600_000
const step = (now: number, restMs = 60_000) => ({ now, restMs })

describe('a ladder', () => {
  test('is climbed by each spent quota of a scope, and of no other', () => {
    const ladder = climbed(climbed(climbed(noLadder, 'a', step(0)), 'b', step(0)), 'a', step(1))
    expect(['a', 'b', 'c'].map((scope) => heightOf(ladder, scope, 2))).toEqual([2, 1, 0])
  })

  test('is forgotten an hour after the rest that it led to', () => {
    const ladder = climbed(noLadder, 'a', step(0, 2 * HOUR))
    expect([heightOf(ladder, 'a', 3 * HOUR - 1), heightOf(ladder, 'a', 3 * HOUR)]).toEqual([1, 0])
    expect(heightOf(climbed(ladder, 'a', step(3 * HOUR)), 'a', 3 * HOUR)).toBe(1)
  })

  test('ends with a success of the model, and so does the account’s', () => {
    const ladder = ['', 'a', 'b'].reduce((one, scope) => climbed(one, scope, step(0)), noLadder)
    const after = descended(ladder, 'a')
    expect(['', 'a', 'b'].map((scope) => heightOf(after, scope, 1))).toEqual([0, 0, 1])
  })

  test('is kept for a hundred scopes at most, the latest', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 400, size: 'max' }), (scopes) => {
        const ladder = scopes.reduce((one, scope) => climbed(one, `m${scope}`, step(0)), noLadder)
        const latest = [...new Set(scopes.toReversed())].slice(0, 100)
        expect(new Set(ladder.map(({ model }) => model))).toEqual(
          new Set(latest.map((scope) => `m${scope}`)),
        )
      }),
    )
  })
})
