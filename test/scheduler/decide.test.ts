import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { seededRandom } from '../../src/actor/index.ts'
import { decide } from '../../src/scheduler/decide.ts'
import { modes, type Candidate } from '../../src/scheduler/mode/index.ts'
import { candidate, candidates } from '../support/candidates.ts'

const patience = fc.integer({ min: -100, max: 1_000 })
const mode = fc.constantFrom(...Object.values(modes))

const isReady = ({ restMs, inFlight, maxConcurrency }: Candidate): boolean =>
  restMs === 0 && (maxConcurrency === 0 || inFlight < maxConcurrency)

describe('a decision', () => {
  test('is the same for the same situation and the same chance', () => {
    fc.assert(
      fc.property(mode, candidates(), patience, fc.integer(), (chosen, list, patienceMs, seed) => {
        const situation = { mode: chosen, candidates: list, patienceMs }
        expect(decide(situation, seededRandom(seed))).toEqual(decide(situation, seededRandom(seed)))
      }),
    )
  })

  test('never chooses one that rests or is full, and offers all the others', () => {
    fc.assert(
      fc.property(mode, candidates(), patience, fc.integer(), (chosen, list, patienceMs, seed) => {
        const situation = { mode: chosen, candidates: list, patienceMs }
        const decision = decide(situation, seededRandom(seed))
        if (decision.type !== 'serve') return
        const ids = decision.order.map(({ id }) => id).toSorted()
        expect(ids).toEqual(
          list
            .filter(isReady)
            .map(({ id }) => id)
            .toSorted(),
        )
      }),
    )
  })

  test('serves if anybody can, unless it waits for the bound one within the deadline', () => {
    fc.assert(
      fc.property(mode, candidates(), patience, fc.integer(), (chosen, list, patienceMs, seed) => {
        const situation = { mode: chosen, candidates: list, patienceMs }
        const { type } = decide(situation, seededRandom(seed))
        const bound = list.find(({ isBound, tries }) => isBound && tries === 0)
        const waits =
          chosen.waitsForBound &&
          bound !== undefined &&
          !isReady(bound) &&
          patienceMs > 0 &&
          bound.restMs <= patienceMs
        if (waits) expect(type).toBe('wait')
        else if (list.some(isReady)) expect(type).toBe('serve')
        else expect(type).not.toBe('serve')
      }),
    )
  })

  test('gives up only when nobody can serve before the deadline', () => {
    fc.assert(
      fc.property(mode, candidates(), patience, (chosen, list, patienceMs) => {
        const situation = { mode: chosen, candidates: list, patienceMs }
        const decision = decide(situation, seededRandom(1))
        if (list.length === 0) return expect(decision.type).toBe('nobody')
        if (decision.type === 'wait') expect(patienceMs).toBeGreaterThan(0)
        if (decision.type !== 'too-late' || patienceMs <= 0) return
        expect(list.every(({ restMs }) => restMs > patienceMs)).toBe(true)
      }),
    )
  })

  test('prefers those that have not failed this exchange, whoever is bound', () => {
    const list = [
      candidate({ id: 'failed', isBound: true, tries: 1, priority: 0 }),
      candidate({ id: 'fresh', priority: 5 }),
    ]
    for (const chosen of Object.values(modes)) {
      const decision = decide({ mode: chosen, candidates: list, patienceMs: 1 }, seededRandom(1))
      expect(decision).toMatchObject({ order: [{ id: 'fresh' }, { id: 'failed' }] })
    }
  })
})
