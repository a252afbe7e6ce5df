import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Leaf, RestCause } from '../../../src/scheduler/standing/leaf.ts'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { Tournament } from '../../../src/scheduler/tree/tournament.ts'
import { leaf, leaves } from '../../support/leaves.ts'

const { compare } = modes.balance

const readyOf = (list: readonly Leaf[]): readonly Leaf[] =>
  list.filter(({ readiness }) => readiness.type === 'ready')

/** What the tree answers, found by looking at everybody. */
const plain = (list: readonly Leaf[], excluded: ReadonlySet<number>) => ({
  best: readyOf(list.filter((_, position) => !excluded.has(position))).toSorted((one, other) =>
    compare(one.standing, other.standing),
  )[0]?.standing.account,
  soonest: Math.min(
    ...list.flatMap(({ readiness }, position) =>
      readiness.type === 'resting' && !excluded.has(position) ? [readiness.until] : [],
    ),
  ),
})

describe('a tournament', () => {
  test('answers as one would who looks at everybody, after any changes', () => {
    const changes = fc.array(fc.tuple(fc.nat(8), leaves(1)), { maxLength: 12 })
    const passedOver = fc.array(fc.nat(8), { maxLength: 4 })
    fc.assert(
      fc.property(leaves(), changes, passedOver, (list, edits, excludedList) => {
        const tree = new Tournament(list, compare)
        const model = [...list]
        for (const [place, [changed]] of edits) {
          const before = model[place]
          if (before === undefined || changed === undefined) continue
          const { account } = before.standing
          model[place] = { ...changed, standing: { ...changed.standing, account } }
          tree.set(place, model[place])
        }
        const excluded = new Set(excludedList)
        const isExcluded = (position: number): boolean => excluded.has(position)
        const best = tree.best(isExcluded)
        expect({
          best: best === undefined ? undefined : model[best]?.standing.account,
          soonest: tree.soonest(isExcluded),
        }).toEqual(plain(model, excluded))
        const counts = { ready: 0, full: 0, resting: 0, starting: 0, refused: 0 }
        for (const { readiness } of model) counts[readiness.type] += 1
        expect(tree.tally).toEqual(counts)
        expect([tree.spentQuotas, tree.guarded]).toEqual([
          model.filter(restsFor('quota')).length,
          model.filter(restsFor('guardrail')).length,
        ])
      }),
    )
  })

  test('finds those that time has made others, and nobody else', () => {
    const ends = fc.array(fc.nat(2_000), { minLength: 9, maxLength: 9 })
    fc.assert(
      fc.property(leaves(), ends, fc.nat(2_000), (list, until, now) => {
        const lasting = list.map((one, position) => ({ ...one, lastsUntil: until[position] ?? 0 }))
        const due = lasting.flatMap(({ lastsUntil }, position) =>
          lastsUntil <= now ? [position] : [],
        )
        expect(new Tournament(lasting, compare).due(now)).toEqual(due)
      }),
    )
  })

  test('draws each of the best priority as often as any other, and nobody else', () => {
    const list = [2, 0, 1, 0, 0, 1].map((priority, index) =>
      leaf({ account: `${index}`, priority, spent: index }),
    )
    const tree = new Tournament(list, compare)
    const drawn = Array.from({ length: 300 }, (_, index) => tree.draw(index / 300))
    expect(drawn).toEqual([
      ...Array.from({ length: 100 }, () => 1),
      ...Array.from({ length: 100 }, () => 3),
      ...Array.from({ length: 100 }, () => 4),
    ])
  })

  test('draws each two of the best priority as often as any other two, and nobody twice', () => {
    const list = [2, 0, 1, 0, 0, 1].map((priority, index) =>
      leaf({ account: `${index}`, priority, spent: index }),
    )
    const tree = new Tournament(list, compare)
    const chances = Array.from({ length: 12 }, (_, index) => index / 12)
    const drawn = chances.flatMap((one) => chances.map((other) => tree.drawTwo(one, other)))
    const pairs = Map.groupBy(drawn, (two) => two?.toSorted().join(' '))
    expect([...pairs].map(([pair, times]) => [pair, times.length]).toSorted()).toEqual([
      ['1 3', 48],
      ['1 4', 48],
      ['3 4', 48],
    ])
  })

  test('draws no two where one is of the best priority, and of nobody', () => {
    const tree = new Tournament([leaf(), leaf({ priority: 1 })], compare)
    expect([tree.drawTwo(0.5, 0.5), new Tournament([], compare).drawTwo(0, 0)]).toEqual([
      undefined,
      undefined,
    ])
  })

  test('of nobody has no best, no draw and no rest', () => {
    const tree = new Tournament([], compare)
    expect([tree.best(), tree.draw(0.5), tree.soonest(), tree.due(1)]).toEqual([
      undefined,
      undefined,
      Number.POSITIVE_INFINITY,
      [],
    ])
  })
})

describe('the cost of a choice among ten thousand accounts, in nodes looked at', () => {
  const tree = new Tournament(
    Array.from({ length: 10_000 }, (_, index) => leaf({ account: `${index}`, spent: index })),
    compare,
  )
  const costOf = (ask: () => unknown): number => {
    const before = tree.steps
    ask()
    return tree.steps - before
  }

  test('is one for the best, and the height of the tree for a draw', () => {
    expect(costOf(() => tree.best())).toBe(1)
    expect(costOf(() => tree.draw(0.7))).toBe(14)
  })

  test('is the height of the tree for a change of the best one', () => {
    expect(costOf(() => tree.set(0, leaf({ account: '0', spent: -1 })))).toBe(14)
  })

  test('is one for a change that leaves the better of two as it is', () => {
    expect(costOf(() => tree.set(4_321, leaf({ account: '4321', spent: 4_321.5 })))).toBe(1)
  })

  test('is twice the height for each account that is passed over', () => {
    expect(costOf(() => tree.best((position) => position < 1))).toBeLessThanOrEqual(2 * 14 + 1)
  })
})

const restsFor =
  (cause: RestCause) =>
  ({ readiness }: Leaf): boolean =>
    readiness.type === 'resting' && readiness.cause === cause
