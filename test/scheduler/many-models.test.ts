import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { freshStatus } from '../../src/account/messages.ts'
import type { AccountEntry } from '../../src/scheduler/standing/account-pool.ts'
import type { ModeName, SchedulableAccount } from '../../src/scheduler/messages.ts'
import { fieldOf } from '../../src/scheduler/choice/field.ts'
import { modes } from '../../src/scheduler/mode/index.ts'
import { openShelf, type OpenShelf } from '../../src/scheduler/tree/open-shelf.ts'
import { Shelves } from '../../src/scheduler/tree/shelves.ts'
import { leafOf, subjectOf } from '../../src/scheduler/standing/stand.ts'
import { entryOf, openSight } from '../support/entries.ts'
import { routable } from '../support/scheduler-world.ts'

const routingIn = (mode: ModeName) => ({
  channels: new Map([['openai', routable({ mode })]]),
  mapping: {},
  defaultChannel: '',
  splitsModels: false,
})

/** Shelves of so many accounts, and how many accounts were looked at for them. */
const openShelves = (
  count: number,
  settings: (index: number) => Partial<SchedulableAccount>,
  { mode = 'balance', maxLeaves }: { readonly mode?: ModeName; readonly maxLeaves?: number } = {},
) => {
  const known = openSight()
  let looks = 0
  const next = (): number => {
    looks += 1
    return known.random.next()
  }
  const sight = { ...known, random: { ...known.random, next } }
  const entries = new Map<string, AccountEntry>()
  for (let index = 0; index < count; index += 1) {
    const entry = entryOf(`${index}`, {}, settings(index))
    entries.set(entry.settings.id, entry)
  }
  const shelves = new Shelves(entries, modes, maxLeaves)
  const open = (model: string) =>
    shelves.open(
      { channel: 'openai', model, wish: '' },
      { ...routingIn(mode), catalog: sight.catalog },
      sight,
    )
  return {
    sight,
    open,
    entries: Array.from(entries.values()),
    change: (index: number, edit: (entry: AccountEntry) => void): void => {
      const entry = entries.get(`openai/${index}`)
      if (entry === undefined) return
      edit(entry)
      shelves.touch(entry)
    },
    looksFor: (models: readonly string[]): number => {
      looks = 0
      for (const model of models) open(model)
      return looks
    },
  }
}

const manyNames = Array.from({ length: 1_000 }, (_, index) => `made-up-${index}`)

describe('a thousand models that nobody knows', () => {
  test('cost one look at ten thousand accounts', () => {
    expect(openShelves(10_000, () => ({})).looksFor(manyNames)).toBe(10_000)
  })

  test('cost one for each kind, where accounts are meant for some models only', () => {
    const { looksFor } = openShelves(100, (index) => ({
      models: index % 2 === 0 ? ['made-up-*'] : ['made-up-1*'],
    }))
    expect(looksFor(manyNames)).toBe(2 * 100)
  })

  test('cost as little after an account has learnt something of another, which is looked at there alone', () => {
    const { looksFor, change } = openShelves(100, () => ({}))
    looksFor(manyNames)
    const quotas = [{ model: 'm', left: 0.5, resetsAt: Number.MAX_SAFE_INTEGER }]
    change(7, (entry) => void (entry.status = { ...entry.status, quotas }))
    expect(looksFor([...manyNames, 'm', 'm'])).toBe(2)
  })

  test.each(['performance_first', 'balance'] as const)(
    'cost in %s no more than a look at who has served them, once they were served',
    (mode) => {
      const { looksFor, change } = openShelves(10_000, () => ({}), { mode })
      looksFor(['another'])
      for (const [index, model] of manyNames.entries())
        change(index, ({ latencies }) => void latencies.put(model, 9))
      expect(looksFor(manyNames)).toBe(manyNames.length)
    },
  )
})

describe('of a shelf that models share, each sees', () => {
  const openPaced = (mode: ModeName) => {
    const { open, change } = openShelves(2, () => ({}), { mode })
    change(0, ({ latencies }) => void latencies.put('m', 900))
    change(1, ({ latencies }) => void latencies.put('n', 100))
    return (model: string) => {
      const shelf = open(model)
      if (shelf === undefined) throw new Error('there are accounts')
      return openShelf(shelf, { channel: 'openai', model }, { tries: new Map(), mode: modes[mode] })
    }
  }
  const paces = ({ leafAt }: OpenShelf) =>
    [0, 1].map((position) => leafAt(position)?.standing.latencyMs)

  test('how soon accounts have answered for it', () => {
    const asked = openPaced('performance_first')
    expect(['m', 'n', 'o'].map((model) => paces(asked(model)))).toEqual([
      [900, 0],
      [0, 100],
      [0, 0],
    ])
  })

  test('nothing of that where the mode does not go by it', () => {
    expect(paces(openPaced('balance')('m'))).toEqual([0, 0])
  })

  test('the very same account whenever one request looks', () => {
    const asked = openPaced('performance_first')('m')
    expect(asked.leafOf('openai/0')).toBe(asked.leafAt(0) ?? asked.leafOf('nobody'))
  })
})

test.each(['performance_first', 'balance'] as const)(
  'a choice in %s among ten thousand accounts looks at a few nodes a level, whichever of a thousand models it is for',
  (mode) => {
    const { open, change, sight } = openShelves(10_000, () => ({}), { mode })
    const shelf = open('another')
    if (shelf === undefined) throw new Error('there are accounts')
    const choose = (model: string): number => {
      const before = shelf.tree.steps
      expect(open(model)).toBe(shelf)
      const target = { channel: 'openai', model }
      const shelves = [openShelf(shelf, target, { tries: new Map(), mode: modes[mode] })]
      const draw = {
        mode: modes[mode],
        random: sight.random,
        fits: () => true,
        isLarge: () => false,
      }
      const [chosen] = fieldOf(shelves, draw, 0).order()
      const index = Number(chosen?.standing.account.slice('openai/'.length))
      change(index, (entry) => {
        entry.latencies.put(model, 500)
        entry.spent += 10
      })
      return shelf.tree.steps - before
    }
    const steps = manyNames.map(choose)
    expect(Math.max(...steps)).toBeLessThan(8 * 14)
  },
)

const restingFor = (model: string, now: number) => ({
  ...freshStatus,
  cooldowns: [{ model, until: now + 60_000, cause: 'rate_limited' as const }],
})

test('a thousand models that a few accounts each rest for cost looks at these alone, of ten thousand', () => {
  const { sight, looksFor, change } = openShelves(10_000, () => ({}))
  looksFor(['another'])
  const steady = looksFor([...manyNames, 'another'])
  for (const [index, model] of manyNames.entries())
    for (const place of [0, 1, 2])
      change(3 * index + place, (entry) => {
        entry.status = restingFor(model, sight.clock.now())
      })
  looksFor(['another'])
  expect([steady, looksFor([...manyNames, 'another'])]).toEqual([0, 2 * 3 * manyNames.length])
})

test('a model that an account does not rest for any more costs no look at it', () => {
  const { sight, looksFor, change } = openShelves(100, () => ({}))
  looksFor(['another'])
  change(7, (entry) => void (entry.status = restingFor('m', sight.clock.now())))
  const resting = looksFor(['m', 'another'])
  change(7, (entry) => void (entry.status = freshStatus))
  looksFor(['another'])
  expect([resting > 0, looksFor(['m', 'another', 'm'])]).toEqual([true, 0])
})

test('a model that many accounts rest for is not looked at again and again', () => {
  const { sight, looksFor, change } = openShelves(100, () => ({}))
  for (let index = 0; index < 50; index += 1)
    change(index, (entry) => {
      entry.status = restingFor('m', sight.clock.now())
    })
  looksFor(['m', 'another'])
  expect(looksFor(['m', 'another', 'm', 'another'])).toBe(0)
})

describe('where there is no room for all shelves', () => {
  const known = (model: string) => [{ model, left: 1, resetsAt: Number.MAX_SAFE_INTEGER }]
  const openKnown = (maxLeaves: number) => {
    const shelves = openShelves(10, () => ({}), { maxLeaves })
    for (let index = 0; index < 10; index += 1)
      shelves.change(index, (entry) => {
        entry.status = { ...freshStatus, quotas: models.flatMap(known) }
      })
    return shelves
  }

  test('those that were asked for last stay', () => {
    expect(openKnown(20).looksFor(['a', 'b', 'a', 'c1', 'a', 'b'])).toBe(4 * 10)
  })

  test('one stays, however large it is', () => {
    expect(openKnown(5).looksFor(['a', 'a', 'a', 'b', 'b'])).toBe(2 * 10)
  })
})

/** Chance is another each time, and until a quota is whole again it is ever less. */
const atAnyTime = (leaf: ReturnType<typeof leafOf>): unknown => ({
  ...leaf,
  standing: { ...leaf.standing, tie: 0, quotaResetMs: 0 },
})

const models = ['a', 'b', 'c1', 'c2']

test('whatever is known of which models, and however time goes on, each sees every account as it is', () => {
  const steps = fc.array(
    fc.tuple(fc.nat(5), fc.nat(4), fc.constantFrom('', ...models), fc.nat(3_000)),
    {
      maxLength: 30,
      size: 'max',
    },
  )
  fc.assert(
    fc.property(steps, (list) => {
      const lists = [[], ['a', 'c*'], []]
      const settings = (index: number) => ({ models: lists[index % 3] ?? [] })
      const shelves = openShelves(24, settings, { mode: 'performance_first' })
      const { sight, open, change, entries } = shelves
      for (const [index, kind, model, ms] of list) {
        const until = sight.clock.now() + 5_000
        change(index, (entry) => {
          const { cooldowns, ramps, quotas } = entry.status
          const status = [
            { cooldowns: [...cooldowns, { model, until, cause: 'quota' as const }] },
            { ramps: [...ramps, { model, slots: 1 }] },
            { quotas: [...quotas, { model, left: 0.3, resetsAt: until }] },
          ][kind]
          if (status === undefined && model !== '') entry.latencies.put(model, 100)
          entry.status = kind === 4 ? freshStatus : { ...entry.status, ...status }
          entry.exchanges.set(index, { model, charge: 1, freshTokens: 1, isAnswered: false })
        })
        sight.clock.moveTo(sight.clock.monotonic() + ms)
        const asked = models[(index + kind) % models.length] ?? 'a'
        const leaves = open(asked)?.tree.leaves() ?? []
        expect(leaves.map(atAnyTime)).toEqual(
          entries.map((entry) => atAnyTime(leafOf(entry, subjectOf(asked), sight))),
        )
      }
    }),
  )
})
