import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { seededRandom } from '../../src/actor/index.ts'
import { choose, type Candidate } from '../../src/proxy-pool/choose.ts'
import { strategies, type Strategy } from '../../src/proxy-pool/messages.ts'

const candidates = fc
  .array(
    fc.record({
      priority: fc.integer({ min: -50, max: 50 }),
      connections: fc.nat(20),
      accounts: fc.nat(20),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) =>
    list.map(({ priority, ...counts }, index): Candidate => ({
      proxy: { id: `p${index}`, priority },
      ...counts,
    })),
  )

const drawn = (strategy: Strategy, list: readonly Candidate[], times: number, seed = 1) => {
  const random = seededRandom(seed)
  return Array.from(
    { length: times },
    (_, turn) => choose(strategy, list, { turn, random })?.proxy.id,
  )
}

const counted = (ids: readonly (string | undefined)[], id: string): number =>
  ids.filter((one) => one === id).length

test.each(strategies)(
  '%s chooses one of those there are, and nobody when there is none',
  (name) => {
    fc.assert(
      fc.property(candidates, fc.nat(), fc.nat(), (list, turn, seed) => {
        const random = seededRandom(seed)
        const chosen = choose(name, list, { turn, random })
        expect(list.some((one) => one === chosen)).toBe(true)
        expect(choose(name, [], { turn, random })).toBeUndefined()
      }),
    )
  },
)

test('round_robin takes each once before it takes one twice', () => {
  fc.assert(
    fc.property(candidates, (list) => {
      expect(new Set(drawn('round_robin', list, list.length)).size).toBe(list.length)
    }),
  )
})

test('priority takes the first of those with the lowest number', () => {
  fc.assert(
    fc.property(candidates, (list) => {
      const lowest = Math.min(...list.map(({ proxy }) => proxy.priority))
      const first = list.find(({ proxy }) => proxy.priority === lowest)
      expect(drawn('priority', list, 1)).toEqual([first?.proxy.id])
    }),
  )
})

test('least_connections takes one with the fewest requests in flight, of these one with the fewest accounts', () => {
  fc.assert(
    fc.property(candidates, fc.nat(), (list, seed) => {
      const [id] = drawn('least_connections', list, 1, seed)
      const chosen = list.find(({ proxy }) => proxy.id === id)
      const fewest = Math.min(...list.map(({ connections }) => connections))
      const rivals = list.filter(({ connections }) => connections === fewest)
      expect(chosen?.connections).toBe(fewest)
      expect(chosen?.accounts).toBe(Math.min(...rivals.map(({ accounts }) => accounts)))
    }),
  )
})

const pair: readonly Candidate[] = [
  { proxy: { id: 'near', priority: 0 }, connections: 0, accounts: 0 },
  { proxy: { id: 'far', priority: 2 }, connections: 9, accounts: 9 },
]

describe('of two proxies', () => {
  test('random takes both alike', () => {
    expect(counted(drawn('random', pair, 4_000), 'near') / 4_000).toBeCloseTo(1 / 2, 1)
  })

  test.each([
    ['first', pair],
    ['last', pair.toReversed()],
  ])('weighted_round_robin takes one two priorities ahead three times as often (%s)', (_, list) => {
    expect(counted(drawn('weighted_round_robin', list, 4_000), 'near') / 4_000).toBeCloseTo(
      3 / 4,
      1,
    )
  })
})
