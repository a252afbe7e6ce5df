import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { seededRandom } from '../../src/actor/index.ts'
import type { Mode } from '../../src/scheduler/mode/index.ts'
import { candidate, candidates } from '../support/candidates.ts'

/** What every scheduling mode must do. */
export const modeContract = (mode: Mode): void => {
  const order = (list: Parameters<Mode['order']>[0], seed: number) =>
    mode.order(list, seededRandom(seed))

  describe(`${mode.name} keeps the contract of a mode`, () => {
    test('whoever is given is in the answer, once', () => {
      fc.assert(
        fc.property(candidates(), fc.integer(), (list, seed) => {
          expect(order(list, seed).toSorted(byId)).toEqual(list.toSorted(byId))
        }),
      )
    })

    test('the same accounts and the same chance give the same order, and nothing is changed', () => {
      fc.assert(
        fc.property(candidates(), fc.integer(), (list, seed) => {
          const before = structuredClone(list)
          expect(order(list, seed)).toEqual(order(list, seed))
          expect(list).toEqual(before)
        }),
      )
    })

    test('among accounts that are alike every one comes first in time', () => {
      const alike = ['a', 'b', 'c'].map((id) => candidate({ id }))
      const firsts = Array.from({ length: 100 }, (_, seed) => order(alike, seed)[0]?.id)
      expect(new Set(firsts).size).toBe(3)
    })

    test('a lower priority number goes first, whatever the load', () => {
      const list = [
        candidate({ id: 'later', priority: 1 }),
        candidate({ id: 'first', priority: 0, inFlight: 50, latencyMs: 900 }),
      ]
      for (let seed = 0; seed < 20; seed += 1) expect(order(list, seed)[0]?.id).toBe('first')
    })

    test(`a bound account comes ${mode.bindsSessions ? 'before all others' : 'where it would anyway'}`, () => {
      fc.assert(
        fc.property(candidates(), fc.integer(), (list, seed) => {
          const unbound = list.map((one) => ({ ...one, isBound: false }))
          const ids = order(list, seed).map(({ id }) => id)
          const bound = list.find(({ isBound }) => isBound)
          if (!mode.bindsSessions) expect(ids).toEqual(order(unbound, seed).map(({ id }) => id))
          else if (bound !== undefined) expect(ids[0]).toBe(bound.id)
        }),
      )
    })

    test('it waits for bound accounts only if it binds', () => {
      expect(mode.waitsForBound && !mode.bindsSessions).toBe(false)
    })
  })
}

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1
