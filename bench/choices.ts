#!/usr/bin/env bun
/**
 * What choosing an account costs among 1 to 10,000: on a shelf, as the scheduler does, and by looking at everybody, as
 * it did before. Each choice is followed by the two changes that a request makes to an account. Figures are of this
 * machine, for comparison within one run.
 *
 * Usage: bun bench/choices.ts
 */
import type { AccountEntry } from '../src/scheduler/standing/account-pool.ts'
import { fieldOf } from '../src/scheduler/choice/field.ts'
import { kindOfItsOwn } from '../src/scheduler/standing/known-models.ts'
import { modes, type Mode } from '../src/scheduler/mode/index.ts'
import { openShelf } from '../src/scheduler/tree/open-shelf.ts'
import { Roster, Shelf } from '../src/scheduler/tree/shelf.ts'
import { leafOf, subjectOf } from '../src/scheduler/standing/stand.ts'
import { entryOf, openSight } from '../test/support/entries.ts'

/** Answers who was chosen. */
type Choosing = (entries: readonly AccountEntry[], mode: Mode) => () => string | undefined

const onShelf: Choosing = (entries, mode) => {
  const sight = openSight()
  const roster = new Roster(entries)
  const shelf = new Shelf(roster, { ...kindOfItsOwn('m'), mode, sight })
  const target = { channel: 'openai', model: 'm' }
  let last: string | undefined
  return () => {
    if (last !== undefined) roster.touch(roster.positionOf(last) ?? 0)
    shelf.refresh(sight)
    const open = openShelf(shelf, target, { tries, mode })
    last = fieldOf(
      [open],
      { mode, random: sight.random, fits: () => true, isLarge: () => false },
      0,
    ).order()[0]?.standing.account
    return last
  }
}

const tries = new Map()

const byLooking: Choosing = (entries, mode) => {
  const sight = openSight()
  return () =>
    entries
      .map((entry) => leafOf(entry, subjectOf('m'), sight))
      .filter(({ readiness }) => readiness.type === 'ready')
      .sort((one, other) => mode.compare(one.standing, other.standing))[0]?.standing.account
}

/** A request: somebody is chosen, has it, and is done with it when eight others have come. Answers µs. */
const microsecondsOf = (choosing: Choosing, count: number, mode: Mode): number => {
  const entries = Array.from({ length: count }, (_, index) =>
    entryOf(String(index), {}, { maxConcurrency: 8 }),
  )
  const byId = new Map(entries.map((entry) => [entry.settings.id, entry]))
  const choose = choosing(entries, mode)
  const requests = choosing === byLooking ? Math.max(20, Math.round(200_000 / count)) : 200_000
  const startedAt = performance.now()
  for (let request = 0; request < requests; request += 1) {
    const entry = byId.get(choose() ?? '')
    if (entry === undefined) throw new Error('nobody was ready')
    entry.exchanges.set(request, { model: 'm', charge: 10, freshTokens: 10, isAnswered: false })
    entry.exchanges.delete(request - 8 * count)
    entry.spent += 10
    if (entry.exchanges.size > 7) entry.exchanges.clear()
  }
  return ((performance.now() - startedAt) / requests) * 1000
}

console.log('| accounts | mode | on a shelf, µs | by looking at everybody, µs |')
console.log('| --- | --- | --- | --- |')
for (const count of [1, 10, 100, 1_000, 10_000])
  for (const name of ['balance', 'performance_first'] as const) {
    const [shelf, looking] = [onShelf, byLooking].map((choosing) =>
      microsecondsOf(choosing, count, modes[name]).toFixed(1),
    )
    console.log(`| ${count} | ${name} | ${shelf} | ${looking} |`)
  }
