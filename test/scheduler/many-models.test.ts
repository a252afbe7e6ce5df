import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { freshStatus } from '../../src/account/messages.ts'
import type { AccountEntry } from '../../src/scheduler/account-pool.ts'
import type { ModeName, SchedulableAccount } from '../../src/scheduler/messages.ts'
import { modes } from '../../src/scheduler/mode/index.ts'
import { Shelves } from '../../src/scheduler/shelves.ts'
import { leafOf, subjectOf } from '../../src/scheduler/stand.ts'
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

  test('cost as little after accounts have learnt something of another', () => {
    const { looksFor, change } = openShelves(100, () => ({}))
    looksFor(manyNames)
    const quotas = [{ model: 'm', left: 0.5, resetsAt: 0 }]
    change(7, (entry) => void (entry.status = { ...entry.status, quotas }))
    expect(looksFor([...manyNames, 'm', 'm'])).toBe(1 + 100)
  })

  test.each([
    ['performance_first', 1 + 100],
    ['balance', 1],
  ] as const)('cost, once one was served, in %s %d looks', (mode, looks) => {
    const { looksFor, change } = openShelves(100, () => ({}), { mode })
    looksFor(manyNames)
    change(7, ({ latencies }) => void latencies.put('m', 9))
    expect(looksFor([...manyNames, 'm', 'm'])).toBe(looks)
  })
})

describe('where there is no room for all shelves', () => {
  const known = (model: string) => [{ model, left: 1, resetsAt: 0 }]
  const openKnown = (maxLeaves: number) => {
    const shelves = openShelves(10, () => ({}), { maxLeaves })
    shelves.change(0, (entry) => {
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

const withoutTie = (leaf: ReturnType<typeof leafOf>): unknown => ({
  ...leaf,
  standing: { ...leaf.standing, tie: 0 },
})

const models = ['a', 'b', 'c1', 'c2']

test('whatever is known of which models, each sees every account as it is', () => {
  const steps = fc.array(fc.tuple(fc.nat(5), fc.nat(4), fc.constantFrom('', ...models)), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(steps, (list) => {
      const lists = [[], ['a', 'c*'], []]
      const settings = (index: number) => ({ models: lists[index % 3] ?? [] })
      const shelves = openShelves(6, settings, { mode: 'performance_first' })
      const { sight, open, change, entries } = shelves
      for (const [index, kind, model] of list) {
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
          entry.exchanges.set(index, { model, charge: 1, isAnswered: false })
        })
        const asked = models[(index + kind) % models.length] ?? 'a'
        const leaves = open(asked)?.tree.leaves() ?? []
        expect(leaves.map(withoutTie)).toEqual(
          entries.map((entry) => withoutTie(leafOf(entry, subjectOf(asked), sight))),
        )
      }
    }),
  )
})
