import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { freshStatus } from '../../../src/account/messages.ts'
import type { AccountEntry } from '../../../src/scheduler/standing/account-pool.ts'
import { kindOfItsOwn } from '../../../src/scheduler/standing/known-models.ts'
import type { Leaf } from '../../../src/scheduler/standing/leaf.ts'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { Roster, Shelf } from '../../../src/scheduler/tree/shelf.ts'
import { leafOf, subjectOf } from '../../../src/scheduler/standing/stand.ts'
import { entryOf, openSight } from '../../support/entries.ts'

/** Chance is another each time, and until a quota is whole again it is ever less. */
const atAnyTime = (leaf: Leaf): Leaf => ({
  ...leaf,
  standing: { ...leaf.standing, tie: 0, quotaResetMs: 0 },
})

const openShelf = (count: number) => {
  const sight = openSight()
  const entries = Array.from({ length: count }, (_, index) => entryOf(`${index}`))
  const roster = new Roster(entries)
  const shelf = new Shelf(roster, { ...kindOfItsOwn('m'), mode: modes.balance, sight })
  const change = (index: number, edit: (entry: AccountEntry) => void): void => {
    const entry = entries[index]
    if (entry === undefined) return
    edit(entry)
    roster.touch(index)
  }
  return { sight, entries, roster, shelf, change }
}

describe('a shelf', () => {
  test('shows every account as it is, whatever changed and however time went on', () => {
    const steps = fc.array(fc.tuple(fc.nat(5), fc.nat(4), fc.nat(3_000)), {
      maxLength: 30,
      size: 'max',
    })
    fc.assert(
      fc.property(steps, (list) => {
        const { sight, entries, shelf, change } = openShelf(6)
        for (const [index, kind, ms] of list) {
          change(index, (entry) => {
            if (kind === 0) entry.spent += ms
            if (kind === 1)
              entry.exchanges.set(ms, { model: 'm', charge: 1, freshTokens: 1, isAnswered: false })
            if (kind === 2) {
              const rest = { model: '', until: sight.clock.now() + ms, cause: 'quota' } as const
              entry.status = { ...freshStatus, cooldowns: [rest] }
            }
            if (kind === 3) entry.isUp = !entry.isUp
            if (kind === 4) {
              const quota = { model: '', left: 0.05, resetsAt: sight.clock.now() + ms }
              entry.status = { ...freshStatus, quotas: [quota] }
            }
          })
          sight.clock.moveTo(sight.clock.monotonic() + (ms % 700))
          shelf.refresh(sight)
        }
        expect(shelf.tree.leaves().map(atAnyTime)).toEqual(
          entries.map((entry) => atAnyTime(leafOf(entry, subjectOf('m'), sight))),
        )
      }),
    )
  })

  test('is right although more has changed than is kept of changes', () => {
    const { sight, shelf, change } = openShelf(2)
    for (let turn = 0; turn < 3_000; turn += 1) change(turn % 2, (entry) => void (entry.spent += 1))
    shelf.refresh(sight)
    expect(shelf.tree.leaves().map(({ standing }) => standing.spent)).toEqual([1_500, 1_500])
  })

  test('of ten thousand accounts looks at a node a level for each new best one, and at one for the best', () => {
    const { sight, shelf, change } = openShelf(10_000)
    const before = shelf.tree.steps
    change(17, (entry) => void (entry.spent = -5))
    change(9_000, (entry) => void (entry.spent = -6))
    shelf.refresh(sight)
    shelf.tree.best()
    expect(shelf.tree.steps - before).toBe(2 * 14 + 1)
  })
})
