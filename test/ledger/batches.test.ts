import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { exchangeFacts } from '../support/exchange-facts.ts'
import { befall, busy, ledgerWorld, mishaps, type LedgerWorld } from '../support/ledger-world.ts'

const record = ({ ledger }: LedgerWorld, from: number, to: number): void => {
  for (let exchange = from; exchange <= to; exchange += 1)
    ledger.record(exchangeFacts({ exchange }))
}

const batchesOf = ({ store }: LedgerWorld): readonly (readonly number[])[] =>
  store.batches.map((batch) => batch.map(({ id }) => Number(id.split('-').at(-1))))

test('records of one window are one batch, written when the window is over', async () => {
  const world = await ledgerWorld()
  record(world, 1, 2)
  await world.simulation.advance(24)
  expect(batchesOf(world)).toEqual([])
  await world.simulation.advance(1)
  expect(batchesOf(world)).toEqual([[1, 2]])
})

test('the window begins with its first record, later ones do not prolong it', async () => {
  const world = await ledgerWorld()
  record(world, 1, 1)
  await world.simulation.advance(20)
  record(world, 2, 2)
  await world.simulation.advance(5)
  expect(batchesOf(world)).toEqual([[1, 2]])
})

test('a full batch does not wait for its window', async () => {
  const world = await ledgerWorld()
  record(world, 1, 3)
  await world.simulation.settle()
  expect(batchesOf(world)).toEqual([[1, 2, 3]])
})

test('what is beyond a full batch waits for the next', async () => {
  const world = await ledgerWorld()
  record(world, 1, 4)
  await world.simulation.settle()
  expect(batchesOf(world)).toEqual([[1, 2, 3]])
  await world.simulation.advance(25)
  expect(batchesOf(world)).toEqual([[1, 2, 3], [4]])
})

test('nothing is written when nothing was recorded', async () => {
  const world = await ledgerWorld()
  await world.simulation.advance(1_000)
  expect(world.store.tries).toBe(0)
})

test('a batch that could not be written is tried again later, whole and in order', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  record(world, 1, 3)
  await world.simulation.advance(150)
  record(world, 4, 4)
  world.store.failure = undefined
  await world.simulation.advance(400)
  expect(batchesOf(world)).toEqual([[1, 2, 3], [4]])
  expect(world.ledger.counts()).toMatchObject({ written: 4, lost: 0, waiting: 0 })
})

test('the tries of a batch come further and further apart', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  record(world, 1, 3)
  const tries: number[] = []
  for (const pause of [99, 1, 199, 1, 399, 1]) {
    await world.simulation.advance(pause)
    tries.push(world.store.tries)
  }
  expect(tries).toEqual([1, 2, 2, 3, 3, 4])
})

test('a batch that fails too often is given up and counted, and the next is written', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  record(world, 1, 3)
  await world.simulation.advance(20_000)
  expect(world.store.tries).toBe(8)
  world.store.failure = undefined
  record(world, 4, 4)
  await world.simulation.advance(25)
  expect(batchesOf(world)).toEqual([[4]])
  expect(world.ledger.counts()).toEqual({
    recorded: 4,
    written: 1,
    lost: 3,
    dropped: 0,
    waiting: 0,
  })
  expect(world.said.map(({ message, count }) => ({ message, count }))).toEqual([
    { message: 'records could not be written, trying again', count: 3 },
    { message: 'records could not be written and are lost', count: 3 },
  ])
})

test('records beyond the window are dropped and counted, and the log says so once in ten seconds', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  record(world, 1, 9)
  await world.simulation.advance(100)
  record(world, 10, 11)
  await world.simulation.advance(9_900)
  const dropped = world.said.filter(({ message }) => message.includes('dropped'))
  expect(dropped.map(({ count }) => count)).toEqual([1, 6])
  expect(world.ledger.counts()).toMatchObject({ recorded: 11, dropped: 7 })
})

test('a flush writes at once and settles when everything is written', async () => {
  const world = await ledgerWorld()
  record(world, 1, 4)
  const flushed = world.ledger.flush(1_000)
  await world.simulation.settle()
  expect(await flushed).toBe(0)
  expect(batchesOf(world).flat()).toEqual([1, 2, 3, 4])
})

test('a flush of nothing settles at once', async () => {
  const { ledger } = await ledgerWorld()
  expect(await ledger.flush(1_000)).toBe(0)
})

test('a flush that meets its deadline tells how many records are not written', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  record(world, 1, 4)
  const flushed = world.ledger.flush(1_000)
  await world.simulation.advance(1_000)
  expect(await flushed).toBe(4)
})

test('a flush while the store rests tries it at once', async () => {
  const world = await ledgerWorld()
  world.store.failure = busy
  record(world, 1, 1)
  await world.simulation.advance(30)
  world.store.failure = undefined
  const flushed = world.ledger.flush(1_000)
  await world.simulation.settle()
  expect(await flushed).toBe(0)
})

test('a thread that dies takes nothing with it: its successor is sent what was not settled', async () => {
  const world = await ledgerWorld()
  record(world, 1, 3)
  await world.simulation.settle()
  record(world, 4, 5)
  world.killThread()
  record(world, 6, 6)
  await world.simulation.advance(1_000)
  await world.startThread()
  await world.simulation.advance(5_000)
  expect(batchesOf(world)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect(world.ledger.counts()).toMatchObject({ written: 6, dropped: 0, waiting: 0 })
})

test('a flush outlives the thread it was asked of', async () => {
  const world = await ledgerWorld()
  record(world, 1, 1)
  world.killThread()
  const flushed = world.ledger.flush(60_000)
  await world.startThread()
  await world.simulation.advance(5_000)
  expect(await flushed).toBe(0)
})

test('the latest records are read from the store', async () => {
  const world = await ledgerWorld()
  record(world, 1, 3)
  await world.simulation.settle()
  const asked = world.ledger.recent(2, 1_000)
  await world.simulation.settle()
  expect(await asked).toMatchObject({ type: 'recent', records: { length: 2 } })
})

test('without a thread, the latest records are unavailable, not awaited', async () => {
  const world = await ledgerWorld()
  world.killThread()
  await world.simulation.settle()
  expect(await world.ledger.recent(2, 1_000)).toMatchObject({ code: 'ledger_unavailable' })
})

const steps = fc.array(fc.constantFrom('record', 'record', 'record', ...mishaps), {
  maxLength: 60,
  size: 'max',
})

test('whatever fails, every record is written, given up or dropped, and counted once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (chosen, seed) => {
      const world = await ledgerWorld({ seed })
      for (const [index, step] of chosen.entries())
        if (step === 'record') record(world, index, index)
        else await befall(world, step)
      await befall(world, 'mend')
      await befall(world, 'start')
      await world.simulation.advance(60_000)
      const { recorded, written, lost, dropped, waiting } = world.ledger.counts()
      expect({ waiting, sum: written + lost + dropped }).toEqual({ waiting: 0, sum: recorded })
      const kept = new Set(batchesOf(world).flat()).size
      expect(kept).toBeGreaterThanOrEqual(written)
      expect(kept).toBeLessThanOrEqual(written + lost)
    }),
    { numRuns: 60 },
  )
})
