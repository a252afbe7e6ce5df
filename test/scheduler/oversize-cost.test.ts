import { expect, test } from 'bun:test'
import { freshStatus } from '../../src/account/messages.ts'
import { fieldOf } from '../../src/scheduler/choice/field.ts'
import { modes } from '../../src/scheduler/mode/index.ts'
import { openShelf } from '../../src/scheduler/tree/open-shelf.ts'
import { Shelves } from '../../src/scheduler/tree/shelves.ts'
import { entryOf, openSight } from '../support/entries.ts'
import { routable } from '../support/scheduler-world.ts'

const COUNT = 10_000
const LARGE = 2_000_000

/** One account of a thousand takes long prompts. */
const entryAt = (index: number) => {
  const limit = index % 1_000 === 999 ? LARGE : 30_000
  const room = { model: 'm', limit, countsCached: true, left: limit, at: 0, fullAt: 0 }
  const entry = entryOf(`${index}`)
  entry.status = { ...freshStatus, rooms: [room] }
  return entry
}

test('a long prompt costs one look at ten thousand accounts, and then a few nodes a level, whatever its length', () => {
  const known = openSight()
  const entries = new Map(
    Array.from({ length: COUNT }, (_, index) => [`openai/${index}`, entryAt(index)]),
  )
  let looks = 0
  const next = (): number => {
    looks += 1
    return known.random.next()
  }
  const sight = { ...known, random: { ...known.random, next } }
  const shelves = new Shelves(entries, modes)
  const routing = {
    channels: new Map([['openai', routable()]]),
    mapping: {},
    defaultChannel: '',
    splitsModels: false,
    catalog: sight.catalog,
  }
  const draw = { mode: modes.balance, random: sight.random, fits: () => true, isLarge: () => false }
  const choose = (tokens: number): number => {
    const target = { channel: 'openai', model: 'm', wish: '' }
    const shelf = shelves.open({ ...target, need: { tokens, isGuessed: true } }, routing, sight)
    if (shelf === undefined) throw new Error('there are accounts')
    const before = shelf.tree.steps
    const open = openShelf(shelf, target, { tries: new Map(), mode: modes.balance })
    const [chosen] = fieldOf([open], draw, 0).order()
    const entry = entries.get(chosen?.standing.account ?? '')
    expect(entry?.status.rooms[0]?.limit).toBe(LARGE)
    if (entry !== undefined) {
      entry.spent += tokens
      shelves.touch(entry)
    }
    return shelf.tree.steps - before
  }
  const steps = Array.from({ length: 500 }, (_, index) => choose(31_000 + 3_000 * index))
  // One more for each account that was given something.
  expect(looks).toBe(COUNT + 499)
  expect(Math.max(...steps)).toBeLessThan(8 * 14)
})
