import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { freshStatus, type Room } from '../../../src/account/messages.ts'
import { KnownLimits } from '../../../src/scheduler/standing/known-limits.ts'
import { isTooSmall } from '../../../src/scheduler/standing/need.ts'

const room = fc.record({
  model: fc.constantFrom('m', 'n'),
  limit: fc.integer({ min: 1, max: 6 }),
  countsCached: fc.boolean(),
  left: fc.constant(1),
  at: fc.constant(0),
  fullAt: fc.constant(0),
})

const rooms = fc.uniqueArray(room, { selector: ({ model }) => model, maxLength: 2 })
const told = fc.array(fc.tuple(fc.nat({ max: 4 }), rooms), { minLength: 1, maxLength: 60 })
const need = fc.record({ tokens: fc.double({ min: 0.5, max: 8 }), isGuessed: fc.boolean() })

const statusOf = (known: readonly Room[]) => ({ status: { ...freshStatus, rooms: known } })

test('who is too small by the floor of a need is who has less than that, whatever was told before', () => {
  fc.assert(
    fc.property(told, need, (reports, asked) => {
      const limits = new KnownLimits([], () => undefined)
      const latest = new Map<number, readonly Room[]>()
      for (const [position, known] of reports) {
        limits.learn(position, statusOf(known))
        latest.set(position, known)
      }
      for (const model of ['m', 'n']) {
        const floor = limits.floorOf(model, asked)
        const held = Array.from(latest.values()).flatMap((known) =>
          known.filter((one) => one.model === model),
        )
        const isLess = ({ limit, countsCached }: Room): boolean =>
          limit < asked.tokens && (countsCached || !asked.isGuessed)
        expect(held.filter((one) => floor !== undefined && isTooSmall(one, floor))).toEqual(
          held.filter(isLess),
        )
        expect(floor === undefined).toBe(!held.some(isLess))
      }
    }),
  )
})

test('it is told when a limit comes that none had, and when the last one of it goes, and else not', () => {
  let changes = 0
  const limits = new KnownLimits([], () => void (changes += 1))
  const tell = (position: number, ...known: readonly number[]): number => {
    const shared = { countsCached: true, left: 1, at: 0, fullAt: 0 }
    limits.learn(
      position,
      statusOf(known.map((limit, index) => ({ ...shared, model: `m${index}`, limit }))),
    )
    return changes
  }
  expect([tell(0, 5), tell(1, 5), tell(1, 5), tell(0), tell(1)]).toEqual([1, 1, 1, 1, 2])
})
