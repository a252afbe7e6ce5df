import { describe, expect, test } from 'bun:test'
import { freshStatus } from '../../../src/account/messages.ts'
import { seededRandom, type Random } from '../../../src/actor/index.ts'
import { fieldOf } from '../../../src/scheduler/choice/field.ts'
import { kindOfItsOwn } from '../../../src/scheduler/standing/known-models.ts'
import { modes } from '../../../src/scheduler/mode/index.ts'
import { openShelf } from '../../../src/scheduler/tree/open-shelf.ts'
import { Roster, Shelf } from '../../../src/scheduler/tree/shelf.ts'
import { entryOf, openSight } from '../../support/entries.ts'

const mode = modes.performance_first
const sight = openSight()

const resting = (cause: 'quota' | 'rate_limited') => ({
  ...freshStatus,
  cooldowns: [{ model: '', until: sight.clock.now() + 3_600_000, cause }],
})

type Pool = {
  /** Rest, by the cause. */
  readonly resting: Partial<Record<'quota' | 'rate_limited', number>>
  /** Had been asked for so many tokens: the more, the quicker. */
  readonly spent: readonly number[]
  readonly lacksRoom?: readonly number[]
  readonly failedAt?: readonly number[]
  readonly random?: Random
}

/** Comes by everybody of up to sixteen, in so many draws. */
const turns = (): Random => {
  let draws = 0
  return { next: () => ((draws += 1) % 16) / 16 }
}

/** What had been asked of those that a hundred requests are given to, in the order of the choice. */
const chosen = ({
  resting: rests,
  spent,
  lacksRoom = [],
  failedAt = [],
  random = turns(),
}: Pool) => {
  const ready = spent.map((tokens) => entryOf(`${tokens}`, { spent: tokens }))
  for (const entry of ready) entry.latencies.put('m', 1e9 / entry.spent)
  const others = (['quota', 'rate_limited'] as const).flatMap((cause) =>
    Array.from({ length: rests[cause] ?? 0 }, (_, index) =>
      entryOf(`${cause}-${index}`, { status: resting(cause) }),
    ),
  )
  const shelf = new Shelf(new Roster([...ready, ...others]), { ...kindOfItsOwn('m'), mode, sight })
  const tries = new Map(failedAt.map((tokens) => [`openai/${tokens}`, 1]))
  const open = openShelf(shelf, { channel: 'openai', model: 'm' }, { tries, mode })
  const fits = ({ standing }: { standing: { spent: number } }) =>
    !lacksRoom.includes(standing.spent)
  const draw = { mode, random, fits, isLarge: () => false }
  return Array.from({ length: 100 }, () =>
    fieldOf([open], draw, 0)
      .order()
      .map(({ standing }) => standing.spent),
  )
}

const firsts = (pool: Pool): ReadonlySet<number | undefined> =>
  new Set(chosen(pool).map(([first]) => first))

const spent = [1e6, 2e6, 3e6, 4e6]

describe('performance_first, where more than a tenth have spent their quota', () => {
  test('goes to the one that was asked for least, however slow it is', () => {
    expect(firsts({ resting: { quota: 1 }, spent })).toEqual(new Set([1e6]))
  })

  test('names the next ones in that order, for when the first declines', () => {
    for (const order of chosen({ resting: { quota: 1 }, spent }))
      expect(order).toEqual(order.toSorted((one, other) => one - other))
  })

  test('goes to one that has room for the prompt before one that was asked for less', () => {
    expect(firsts({ resting: { quota: 1 }, spent, lacksRoom: [1e6] })).toEqual(new Set([2e6]))
  })

  test('passes over whom the request has failed at', () => {
    expect(firsts({ resting: { quota: 1 }, spent, failedAt: [1e6] })).toEqual(new Set([2e6]))
    expect(firsts({ resting: { quota: 1 }, spent: [1e6, 2e6], failedAt: [2e6] })).toEqual(
      new Set([1e6]),
    )
  })

  test('begins right above a tenth', () => {
    const ready = Array.from({ length: 18 }, (_, index) => (index + 1) * 1e6)
    expect(firsts({ resting: { quota: 2 }, spent: ready })).toContain(18e6)
    expect(firsts({ resting: { quota: 2 }, spent: ready.slice(0, 17) })).not.toContain(17e6)
  })

  test('is what it was where fewer have, or they rest for something else', () => {
    const many = Array.from({ length: 9 }, (_, index) => (index + 1) * 1e6)
    expect(firsts({ resting: { quota: 1 }, spent: many })).toContain(9e6)
    expect(firsts({ resting: { rate_limited: 3 }, spent })).toContain(4e6)
  })
})

test('of very many one that was asked for little goes first, whoever it is', () => {
  const many = Array.from({ length: 400 }, (_, index) => (index + 1) * 1e4)
  const orders = chosen({ resting: { quota: 100 }, spent: many, random: seededRandom(11) })
  const found = orders.map(([first = 0]) => first)
  expect(found.filter((tokens) => tokens <= 1e6).length).toBeGreaterThan(90)
  expect(new Set(found).size).toBeGreaterThan(30)
})

test('whoever is left is found, though chance passes over everybody else', () => {
  const many = Array.from({ length: 200 }, (_, index) => (index + 1) * 1e4)
  const [last = 0, ...others] = many.toReversed()
  expect(firsts({ resting: { quota: 100 }, spent: many, failedAt: others })).toEqual(
    new Set([last]),
  )
})
