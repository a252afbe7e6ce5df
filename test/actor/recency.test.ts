import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { Recency } from '../../src/actor/recency.ts'

/** The same by the plainest means: a list, the one unused longest first. */
class Listed {
  entries: (readonly [string, number])[] = []

  peek(key: string): number | undefined {
    return this.entries.find(([known]) => known === key)?.[1]
  }

  use(key: string): number | undefined {
    const value = this.peek(key)
    if (value !== undefined) this.put(key, value)
    return value
  }

  put(key: string, value: number): void {
    this.delete(key)
    this.entries.push([key, value])
  }

  delete(key: string): boolean {
    const before = this.entries.length
    this.entries = this.entries.filter(([known]) => known !== key)
    return this.entries.length < before
  }

  keepNewest(most: number): void {
    this.entries = this.entries.slice(Math.max(0, this.entries.length - most))
  }

  clear(): void {
    this.entries = []
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const step = fc.oneof(
  fc.tuple(fc.constant('peek'), key),
  fc.tuple(fc.constant('use'), key),
  fc.tuple(fc.constant('put'), key),
  fc.tuple(fc.constant('delete'), key),
  fc.tuple(fc.constant('keepNewest'), fc.nat(5)),
  fc.tuple(fc.constant('clear')),
)

const take = (map: Recency<number> | Listed, [what, of]: readonly unknown[], at: number) => {
  if (what === 'put') return map.put(`${of}`, at)
  if (what === 'peek') return map.peek(`${of}`)
  if (what === 'use') return map.use(`${of}`)
  if (what === 'delete') return map.delete(`${of}`)
  return what === 'clear' ? map.clear() : map.keepNewest(Number(of))
}

describe('a map in order of use', () => {
  test('is as a list would be that what is used is moved to the end of', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const [map, listed] = [new Recency<number>(), new Listed()]
        for (const [at, one] of steps.entries()) {
          expect(take(map, one, at)).toBe(take(listed, one, at))
          expect(Array.from(map)).toEqual(listed.entries)
          expect(map.size).toBe(listed.entries.length)
        }
      }),
    )
  })

  test('lets what it tells of be deleted meanwhile', () => {
    const map = new Recency<number>()
    for (const [value, name] of ['a', 'b', 'c'].entries()) map.put(name, value)
    const told = Array.from(map, ([name]) => map.delete(name) && name)
    expect([told.join(''), map.size]).toEqual(['abc', 0])
  })
})
