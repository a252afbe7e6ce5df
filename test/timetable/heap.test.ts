import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { Heap } from '../../src/timetable/heap.ts'

type Item = { rank: number }

const operations = fc.array(
  fc.record({
    type: fc.constantFrom('add', 'remove', 'change' as const),
    pick: fc.nat(1_000),
    // Parts of a millisecond count as well.
    rank: fc.nat(50).map((quarters) => quarters / 4),
  }),
  { maxLength: 200, size: 'max' },
)

describe('a heap', () => {
  test('knows its first item, whatever is added, taken out or changed', () => {
    fc.assert(
      fc.property(operations, (list) => {
        const heap = new Heap<Item>((one, other) => one.rank - other.rank)
        const items: Item[] = []
        for (const { type, pick, rank } of list) {
          const item = items[pick % items.length]
          if (type === 'add' || item === undefined) {
            const added = { rank }
            items.push(added)
            heap.add(added)
          } else if (type === 'remove') {
            items.splice(items.indexOf(item), 1)
            heap.remove(item)
          } else {
            item.rank = rank
            heap.putRight(item)
          }
          expect(heap.size).toBe(items.length)
          expect(heap.first?.rank ?? -1).toBe(
            items.length === 0 ? -1 : Math.min(...items.map((one) => one.rank)),
          )
        }
        const ranks = items.map((one) => one.rank).toSorted((one, other) => one - other)
        expect(heap.until(({ rank }) => rank > 6).map(({ rank }) => rank)).toEqual(
          ranks.filter((rank) => rank <= 6),
        )
      }),
    )
  })

  test('takes steps as the logarithm of what is in it', () => {
    let steps = 0
    const heap = new Heap<Item>((one, other) => {
      steps += 1
      return one.rank - other.rank
    })
    const items = Array.from({ length: 100_000 }, (_, index) => ({
      rank: (index * 7919) % 100_003,
    }))
    for (const item of items) heap.add(item)
    expect(steps / items.length).toBeLessThan(17)
    steps = 0
    for (const item of items) heap.remove(item)
    expect(steps / items.length).toBeLessThan(2 * 17)
    expect(heap.size).toBe(0)
  })
})
