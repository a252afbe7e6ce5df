import { describe, expect, test } from 'bun:test'
import { seededRandom } from '../../src/actor/index.ts'
import { modes } from '../../src/scheduler/mode/index.ts'
import { modeContract } from '../contract/mode.ts'
import { candidate } from '../support/candidates.ts'

for (const mode of Object.values(modes)) modeContract(mode)

const firstOf = (name: keyof typeof modes, list: ReturnType<typeof candidate>[]): string =>
  modes[name].order(list, seededRandom(1))[0]?.id ?? ''

describe('even use, in balance and cache_first', () => {
  test.each(['balance', 'cache_first'] as const)('%s: the least work for its weight', (name) => {
    const list = [
      candidate({ id: 'light', inFlight: 2, weight: 1 }),
      candidate({ id: 'strong', inFlight: 3, weight: 4 }),
    ]
    expect(firstOf(name, list)).toBe('strong')
  })

  test.each(['balance', 'cache_first'] as const)('%s: then the one unused longest', (name) => {
    const list = [candidate({ id: 'late', usedAt: 9 }), candidate({ id: 'early', usedAt: 3 })]
    expect(firstOf(name, list)).toBe('early')
  })

  test('only cache_first waits for a bound account', () => {
    const waiting = Object.values(modes).filter(({ waitsForBound }) => waitsForBound)
    expect(waiting.map(({ name }) => name)).toEqual(['cache_first'])
  })
})

describe('performance_first', () => {
  const firsts = (list: ReturnType<typeof candidate>[]) => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 1_000; seed += 1) {
      const id = modes.performance_first.order(list, seededRandom(seed))[0]?.id ?? ''
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }

  test('prefers the quick one, and leaves the slow one its chance', () => {
    const counts = firsts([
      candidate({ id: 'slow', latencyMs: 900 }),
      candidate({ id: 'quick', latencyMs: 100 }),
    ])
    expect(counts.get('quick') ?? 0).toBeGreaterThan(600)
    expect(counts.get('slow') ?? 0).toBeGreaterThan(100)
  })

  test('counts a busy account as slow', () => {
    const counts = firsts([
      candidate({ id: 'busy', latencyMs: 100, inFlight: 9 }),
      candidate({ id: 'free', latencyMs: 200 }),
    ])
    expect(counts.get('free') ?? 0).toBeGreaterThan(600)
  })

  test('measures one that was never measured', () => {
    const counts = firsts([
      candidate({ id: 'known', latencyMs: 50 }),
      candidate({ id: 'new', latencyMs: 0 }),
    ])
    expect(counts.get('new') ?? 0).toBeGreaterThan(600)
  })
})
