import { describe, expect, test } from 'bun:test'
import { openBindings } from '../../../src/scheduler/session/bindings.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('a binding', () => {
  test('holds for a day after its latest use, to the instant', () => {
    const bindings = openBindings()
    bindings.bind('talk', 'a', 10 * HOUR)
    bindings.bind('talk', 'a', 20 * HOUR)
    expect(bindings.idleMs('talk', 21 * HOUR)).toBe(HOUR)
    expect(bindings.accountOf('talk', 20 * HOUR + DAY)).toBe('a')
    expect(bindings.accountOf('talk', 20 * HOUR + DAY + 1)).toBeUndefined()
    expect([bindings.size, bindings.idleMs('talk', 0)]).toEqual([0, Number.POSITIVE_INFINITY])
  })

  test('that is too old gives way, some with each that is bound and all when they are looked for', () => {
    const bindings = openBindings()
    for (let index = 0; index < 30; index += 1) bindings.bind(`talk ${index}`, 'a', index)
    bindings.bind('at last', 'a', DAY + 24)
    const some = bindings.size
    bindings.forgetOld(DAY + 24)
    expect([some, bindings.list().map(({ session }) => session)]).toEqual([
      21,
      ['talk 24', 'talk 25', 'talk 26', 'talk 27', 'talk 28', 'talk 29', 'at last'],
    ])
  })

  test('that has ended of age is told of', () => {
    const bindings = openBindings()
    bindings.bind('talk', 'a', 0)
    bindings.takeChanges()
    bindings.forgetOld(DAY + 1)
    expect(bindings.takeChanges()).toEqual([{ session: 'talk', binding: undefined }])
  })

  test('is told of again a minute after it was told last, or when it is another', () => {
    const bindings = openBindings()
    const told: number[] = []
    for (const [account, seconds] of [
      ['a', 100],
      ['a', 159.999],
      ['a', 160],
      ['b', 161],
      ['b', 220.999],
      ['b', 221],
    ] as const) {
      bindings.bind('talk', account, seconds * 1_000)
      if (bindings.takeChanges().length > 0) told.push(seconds)
    }
    expect(told).toEqual([100, 160, 161, 221])
  })

  test('that is restored stands behind those made meanwhile, unless it is too old', () => {
    const bindings = openBindings(2)
    bindings.bind('new', 'a', DAY)
    const kept = { account: 'b', boundAt: 0, uses: 1 }
    bindings.restore(
      [
        { ...kept, session: 'old', usedAt: -1 },
        { ...kept, session: 'first', usedAt: 0 },
        { ...kept, session: 'new', usedAt: HOUR },
        { ...kept, session: 'second', usedAt: HOUR },
      ],
      DAY,
    )
    expect(bindings.list().map(({ session, account }) => [session, account])).toEqual([
      ['second', 'b'],
      ['new', 'a'],
    ])
  })
})
