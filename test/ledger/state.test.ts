import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { sweep, type StateEntry } from '../../src/ledger/state.ts'
import { befall, busy, ledgerWorld, mishaps, type LedgerWorld } from '../support/ledger-world.ts'

const at = 1_790_000_000_000
const entry = (key: string, value: string | null = key): StateEntry => ({
  kind: 'binding',
  key,
  value,
  at,
})

const batchesOf = ({ store }: LedgerWorld) =>
  store.stateBatches.map((batch) => batch.map(({ key, value }) => `${key}=${value}`))

test('state of one window is one batch', async () => {
  const world = await ledgerWorld()
  world.ledger.keepState([entry('a')])
  await world.simulation.advance(20)
  world.ledger.keepState([entry('b')])
  expect(batchesOf(world)).toEqual([])
  await world.simulation.advance(5)
  expect(batchesOf(world)).toEqual([['a=a', 'b=b']])
})

test('only the latest value of a key is written, in the place of the latest', async () => {
  const world = await ledgerWorld()
  world.ledger.keepState([entry('a', '1'), entry('b'), entry('a', '2'), entry('c', null)])
  await world.simulation.advance(25)
  expect(batchesOf(world)).toEqual([['b=b', 'a=2', 'c=null']])
})

test('a value that changes while it is being written is written again', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  world.ledger.keepState([entry('a', '1')])
  await world.simulation.advance(30)
  world.ledger.keepState([entry('a', '2')])
  world.store.failure = undefined
  await world.simulation.advance(1_000)
  expect(batchesOf(world)).toEqual([['a=1'], ['a=2']])
})

test('state is tried again for as long as the database is away, and is never lost', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  world.ledger.keepState([entry('a')])
  await world.simulation.advance(120_000)
  world.store.failure = undefined
  await world.simulation.advance(20_000)
  expect(batchesOf(world)).toEqual([['a=a']])
  expect(world.said.map(({ message }) => message).slice(0, 2)).toEqual([
    'state could not be written, trying again',
    'state could not be written and is tried again later',
  ])
})

test('a thread that dies takes no state with it', async () => {
  const world = await ledgerWorld()
  world.ledger.keepState([entry('a')])
  world.killThread()
  world.ledger.keepState([entry('b')])
  await world.simulation.advance(1_000)
  await world.startThread()
  await world.simulation.advance(5_000)
  expect(batchesOf(world)).toEqual([['a=a', 'b=b']])
})

test('beyond its bound, new keys are dropped and known ones still change, and the log says how many', async () => {
  const world = await ledgerWorld({ stateCapacity: 2 })
  world.store.failure = busy
  const kept = ['a', 'b', 'c', 'd', 'e'].map((key) => entry(key))
  world.ledger.keepState([...kept, entry('a', '2'), sweep('owner', at)])
  world.store.failure = undefined
  await world.simulation.advance(20_000)
  expect(batchesOf(world).flat()).toEqual(['b=b', 'a=2', '=null'])
  const dropped = world.said.filter(({ message }) => message.includes('dropped'))
  expect(dropped.map(({ count }) => count)).toEqual([1, 2])
})

test('what forgets up to an instant stays in its place before what is written after it', async () => {
  const world = await ledgerWorld()
  world.ledger.keepState([sweep('binding', at), entry('a'), sweep('binding', at - 1)])
  await world.simulation.advance(25)
  expect(batchesOf(world)).toEqual([['=null', 'a=a']])
})

test('a flush writes state at once, however much it is', async () => {
  const world = await ledgerWorld()
  world.ledger.keepState(['a', 'b', 'c', 'd'].map((key) => entry(key)))
  const flushed = world.ledger.flush(1_000)
  await world.simulation.settle()
  expect(await flushed).toBe(0)
  expect(batchesOf(world)).toEqual([['a=a', 'b=b', 'c=c'], ['d=d']])
})

test('a flush that meets its deadline counts what of the state is not written', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  world.ledger.keepState([entry('a'), entry('b')])
  const flushed = world.ledger.flush(1_000)
  await world.simulation.advance(1_000)
  expect(await flushed).toBe(2)
})

test('it is told when state is written, and when it is not within the time given', async () => {
  const world = await ledgerWorld()
  world.ledger.keepState([entry('a')])
  const first = world.ledger.stateWritten(1_000)
  await world.simulation.settle()
  world.store.failure = busy
  world.ledger.keepState([entry('a')])
  const second = world.ledger.stateWritten(1_000)
  await world.simulation.advance(1_000)
  expect([await first, await second]).toEqual([true, false])
})

test('state is read through the ledger', async () => {
  const world = await ledgerWorld()
  world.ledger.keepState([entry('a')])
  await world.simulation.advance(25)
  const asked = world.ledger.readState('binding', 10, 1_000)
  await world.simulation.settle()
  expect(await asked).toEqual({ type: 'state', entries: [entry('a')] })
})

test('without a thread, state is unavailable, not awaited', async () => {
  const world = await ledgerWorld()
  world.killThread()
  await world.simulation.settle()
  expect(await world.ledger.readState('binding', 2, 1_000)).toMatchObject({
    code: 'ledger_unavailable',
  })
})

const put = fc.record({ put: fc.constantFrom('a', 'b', 'c') })
const steps = fc.array(fc.oneof(put, fc.constantFrom(...mishaps)), { maxLength: 60, size: 'max' })

test('whatever fails, the last value of each key is the one that is in the database at the end', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (chosen, seed) => {
      const world = await ledgerWorld({ seed })
      const wanted = new Map<string, string>()
      for (const [index, step] of chosen.entries()) {
        if (typeof step === 'string') await befall(world, step)
        else {
          world.ledger.keepState([entry(step.put, String(index))])
          wanted.set(step.put, String(index))
        }
      }
      await befall(world, 'mend')
      await befall(world, 'start')
      await world.simulation.advance(60_000)
      const found = new Map(world.store.stateBatches.flat().map(({ key, value }) => [key, value]))
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted))
    }),
    { numRuns: 60 },
  )
})
