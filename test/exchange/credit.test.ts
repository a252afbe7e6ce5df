import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { openCreditGate } from '../../src/exchange/credit.ts'

describe('a credit gate', () => {
  test('is open until its window is used up', () => {
    const gate = openCreditGate(10)
    gate.spend(9)
    expect(gate.writable()).toBeUndefined()
    gate.spend(1)
    expect(gate.writable()).toBeInstanceOf(Promise)
  })

  test('opens for those who wait when credit is given back', async () => {
    const gate = openCreditGate(10)
    gate.spend(15)
    const waiting = gate.writable()
    gate.grant(5)
    expect(Bun.peek.status(waiting ?? Promise.resolve())).toBe('pending')
    gate.grant(1)
    await waiting
    expect(gate.writable()).toBeUndefined()
  })

  test('opens for good when the exchange is over', async () => {
    const gate = openCreditGate(1)
    gate.spend(100)
    const waiting = gate.writable()
    gate.release()
    await waiting
    gate.spend(1_000_000)
    expect(gate.writable()).toBeUndefined()
  })

  test('never lets more than its window and one piece be under way', () => {
    const step = fc.record({ piece: fc.integer({ min: 1, max: 50 }), taken: fc.nat(60) })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(step), (window, steps) => {
        const gate = openCreditGate(window)
        let underWay = 0
        for (const { piece, taken } of steps) {
          if (gate.writable() === undefined) {
            gate.spend(piece)
            underWay += piece
          }
          expect(underWay).toBeLessThan(window + 50)
          const given = Math.min(taken, underWay)
          gate.grant(given)
          underWay -= given
          expect(gate.writable() === undefined).toBe(underWay < window)
        }
      }),
    )
  })
})
