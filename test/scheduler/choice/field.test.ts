import { expect, test } from 'bun:test'
import { fieldOf } from '../../../src/scheduler/choice/field.ts'
import { kindOfItsOwn } from '../../../src/scheduler/standing/known-models.ts'
import type { Leaf } from '../../../src/scheduler/standing/leaf.ts'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { openShelf } from '../../../src/scheduler/tree/open-shelf.ts'
import { Roster, Shelf } from '../../../src/scheduler/tree/shelf.ts'
import { entryOf, openSight } from '../../support/entries.ts'

const mode = modes.performance_first

/** Who goes first of accounts that answer in so many milliseconds, where these numbers come up. */
const firstOf = (latencies: readonly number[], ...chances: readonly number[]): number => {
  const entries = latencies.map((_, index) => entryOf(`${index}`))
  for (const [index, ms] of latencies.entries()) entries[index]?.latencies.put('m', ms)
  const shelf = new Shelf(new Roster(entries), { ...kindOfItsOwn('m'), mode, sight: openSight() })
  const open = openShelf(shelf, { channel: 'openai', model: 'm' }, { tries: new Map(), mode })
  const numbers = chances.values()
  const random = { next: () => numbers.next().value ?? 0 }
  const draw = { mode, random, fits: () => true, isLarge: () => false }
  const [first] = fieldOf([open], draw, 0).order()
  return first?.standing.latencyMs ?? -1
}

test('of two accounts the quicker one goes first, whichever is drawn first', () => {
  expect([firstOf([900, 100], 0, 0), firstOf([900, 100], 0.9, 0)]).toEqual([100, 100])
})

test('of three accounts the quickest goes first, but where the two others are drawn', () => {
  const chances = [0, 0.34, 0.67].flatMap((one) => [0, 0.5].map((other) => [one, other]))
  const first = chances.map((two) => firstOf([900, 100, 800], ...two))
  expect(first.toSorted()).toEqual([100, 100, 100, 100, 800, 800])
})

/** How many of twelve accounts are looked at, the first so many of which lack room. */
const looksAt = (lacking: number, isLarge: boolean): number => {
  const entries = Array.from({ length: 12 }, (_, at) => entryOf(`${at}`))
  const shelf = new Shelf(new Roster(entries), { ...kindOfItsOwn('m'), mode, sight: openSight() })
  const open = openShelf(shelf, { channel: 'openai', model: 'm' }, { tries: new Map(), mode })
  let looks = 0
  const fits = (): boolean => {
    looks += 1
    return looks > lacking
  }
  const random = { next: () => 0 }
  fieldOf([open], { mode, random, fits, isLarge: () => isLarge }, 0).order()
  return looks
}

test('three accounts are looked at, and ten where a prompt is large or somebody has no room for it', () => {
  expect([looksAt(0, false), looksAt(0, true), looksAt(1, false)]).toEqual([3, 10, 10])
})

test.each([
  ['three', 'balance', 3],
  ['everybody that was looked at, as their delays are compared,', 'performance_first', 5],
] as const)('where much room is needed %s may be asked in %s', (_name, name, count) => {
  const roster = new Roster(Array.from('abcde', (one) => entryOf(one)))
  const sight = openSight()
  const shelf = new Shelf(roster, { ...kindOfItsOwn('m'), mode: modes[name], sight })
  const target = { channel: 'openai', model: 'm' }
  const open = openShelf(shelf, target, { tries: new Map(), mode: modes[name] })
  const fits = ({ standing }: Leaf): boolean => standing.account !== 'openai/a'
  const draw = { mode: modes[name], random: sight.random, fits, isLarge: () => true }
  const order = fieldOf([open], draw, 0).order()
  expect(order.length).toBe(count)
  expect(order.findIndex((one) => !fits(one))).toBe(count === 5 ? 4 : -1)
})
