import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Mode } from '../../src/scheduler/mode/index.ts'
import { leaf, standing, standings } from '../support/leaves.ts'

/** What every scheduling mode must do. */
export const modeContract = (mode: Mode): void => {
  const order = (...args: Parameters<Mode['compare']>): number => Math.sign(mode.compare(...args))

  describe(`${mode.name} keeps the contract of a mode`, () => {
    test('of two accounts one goes first, whichever is asked about', () => {
      fc.assert(
        fc.property(standings(), standings(), (one, other) => {
          expect(order(one, other) + order(other, one)).toBe(0)
        }),
      )
    })

    test('who goes before a second one goes before a third one that comes after that', () => {
      fc.assert(
        fc.property(standings(), standings(), standings(), (one, two, three) => {
          const [first, second, third] = [one, two, three].toSorted(mode.compare)
          if (first === undefined || second === undefined || third === undefined) return
          expect(order(first, third)).toBeLessThanOrEqual(0)
          expect(order(first, second)).toBeLessThanOrEqual(0)
        }),
      )
    })

    test('how soon an account has answered counts only where the mode says so', () => {
      fc.assert(
        fc.property(standings(), standings(), (one, other) => {
          const slow = { ...one, latencyMs: one.latencyMs + 5_000 }
          if (!mode.goesByLatency) expect(order(slow, other)).toBe(order(one, other))
        }),
      )
      const [slow, quick] = [standing({ latencyMs: 900 }), standing({ latencyMs: 100, tie: 1 })]
      expect(order(quick, slow) === -1).toBe(mode.goesByLatency)
    })

    test('a lower priority number goes first, whatever else is known', () => {
      fc.assert(
        fc.property(standings(), standings(), (one, other) => {
          const [early, late] = [
            { ...one, priority: 0 },
            { ...other, priority: 1 },
          ]
          expect(order(early, late)).toBe(-1)
        }),
      )
    })

    test('chance decides between accounts that are alike', () => {
      expect(order(standing({ tie: 0.1 }), standing({ tie: 0.2 }))).toBe(-1)
    })

    test('an account whose attempts break goes behind one that is well', () => {
      const broken = standing({ health: 0.1, spent: 0, latencyMs: 1 })
      expect(order(broken, standing({ health: 1, spent: 9_999, latencyMs: 900 }))).toBe(1)
    })

    test('it is patient only for what is warm, and only where it goes by that', () => {
      const favourite = {
        leaf: leaf(),
        isBound: true,
        warmTokens: 50_000,
        warmShare: 1,
        crowding: 1,
      }
      expect(mode.patienceFor({ ...favourite, warmTokens: 0 })).toBe(0)
      if (!mode.followsCache && !mode.bindsSessions) expect(mode.patienceFor(favourite)).toBe(0)
    })

    test('no session is let go whose account was asked for no more than the best one', () => {
      expect(mode.outgrows(standing(), standing())).toBe(false)
    })

    test('a warm cache attracts to nobody who is worse by priority, or unwell', () => {
      const warm = { isBound: false, warmTokens: 50_000, warmShare: 1, crowding: 0 }
      for (const over of [{ priority: 1 }, { health: 0.1 }])
        expect(mode.attracts({ ...warm, leaf: leaf(over) }, standing())).toBe(false)
      expect(mode.attracts({ ...warm, leaf: leaf() }, standing())).toBe(mode.followsCache)
    })
  })
}
