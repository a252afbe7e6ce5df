import { expect, test } from 'bun:test'
import { Database } from 'bun:sqlite'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ExchangeFacts } from '../../src/ledger/record.ts'
import { exchangeFacts } from '../support/exchange-facts.ts'
import { type LedgerOnThread, ledgerOnThread } from '../support/ledger-on-thread.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const record = ({ ledger }: LedgerOnThread, from: number, to: number): void => {
  for (let exchange = from; exchange <= to; exchange += 1)
    ledger.record(exchangeFacts({ exchange }))
}

/** The exchanges in the database, as often as they are there, in order. */
const exchangesIn = (path: string): readonly number[] => {
  using database = new Database(path, { readonly: true })
  const rows = database.query<{ id: string }, []>('SELECT id FROM exchanges').all()
  return rows.map(({ id }) => Number(id.split('-').at(-1))).toSorted((one, other) => one - other)
}

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

test('records reach the database of another thread', async () => {
  using folder = temporaryFolder()
  const path = folder.file('ledger.db')
  await using world = await ledgerOnThread({ dsn: `sqlite://${path}` })
  record(world, 1, 2_500)
  expect(await world.ledger.flush(30_000)).toBe(0)
  expect(exchangesIn(path)).toEqual(numbers(1, 2_500))
  expect(await world.ledger.recent(1, 30_000)).toMatchObject({
    records: [{ model: 'gpt-4.1-mini' }],
  })
})

test('a frozen thread delays nobody, and costs exactly the records beyond the window', async () => {
  using folder = temporaryFolder()
  const path = folder.file('ledger.db')
  const frozen = new Int32Array(new SharedArrayBuffer(4))
  await using world = await ledgerOnThread({
    dsn: `sqlite://${path}`,
    capacity: 100,
    entry: './test/support/freezable-ledger-thread.ts',
    environment: frozen.buffer,
  })
  Atomics.store(frozen, 0, 1)
  record(world, 1, 50)
  // The deadline passes here, on this thread, while the other stands still.
  expect(await world.ledger.flush(50)).toBe(50)
  record(world, 51, 170)
  expect(world.ledger.counts()).toMatchObject({ recorded: 170, dropped: 70, waiting: 100 })
  Atomics.store(frozen, 0, 0)
  Atomics.notify(frozen, 0)
  expect(await world.ledger.flush(30_000)).toBe(0)
  expect(exchangesIn(path)).toEqual(numbers(1, 100))
})

test('a killed thread loses nothing and doubles nothing', async () => {
  using folder = temporaryFolder()
  const path = folder.file('ledger.db')
  await using world = await ledgerOnThread({ dsn: `sqlite://${path}` })
  record(world, 1, 1_000)
  await world.ledger.recent(1, 30_000)
  record(world, 1_001, 2_000)
  world.killThread()
  record(world, 2_001, 3_000)
  expect(await world.ledger.flush(30_000)).toBe(0)
  expect(exchangesIn(path)).toEqual(numbers(1, 3_000))
  expect(world.ledger.counts()).toEqual({
    recorded: 3_000,
    written: 3_000,
    lost: 0,
    dropped: 0,
    waiting: 0,
  })
})

test('a database that another program has locked is written to when it is free', async () => {
  using folder = temporaryFolder()
  const path = folder.file('ledger.db')
  await using world = await ledgerOnThread({ dsn: `sqlite://${path}` })
  record(world, 1, 1)
  await world.ledger.flush(30_000)
  const other = new Database(path)
  other.run('BEGIN IMMEDIATE')
  record(world, 2, 3)
  await world.untilLogged('records could not be written, trying again')
  other.close()
  expect(await world.ledger.flush(30_000)).toBe(0)
  expect(exchangesIn(path)).toEqual([1, 2, 3])
})

test('a folder that is missing at the start is used once it is there', async () => {
  using folder = temporaryFolder()
  const path = folder.file('later/ledger.db')
  await using world = await ledgerOnThread({ dsn: `sqlite://${path}` })
  record(world, 1, 1)
  await world.untilLogged('records could not be written, trying again')
  mkdirSync(dirname(path))
  expect(await world.ledger.flush(30_000)).toBe(0)
  expect(exchangesIn(path)).toEqual([1])
})

test('a secret in any text of an exchange is in neither the database nor the log', async () => {
  using folder = temporaryFolder()
  await using world = await ledgerOnThread({ dsn: `sqlite://${folder.file('ledger.db')}` })
  const texts = Object.entries(exchangeFacts()).filter(([, value]) => typeof value === 'string')
  const canaries = Object.fromEntries(texts.map(([name]) => [name, `sk-canary-${name}-0123456789`]))
  const outcome = { outcome: 'completed' } satisfies Partial<ExchangeFacts>
  world.ledger.record({ ...exchangeFacts(), ...canaries, ...outcome })
  expect(await world.ledger.flush(30_000)).toBe(0)
  await world.untilLogged('"message":"exchange"')
  const files = readdirSync(folder.path).map((name) => readFileSync(folder.file(name), 'latin1'))
  expect(files.join('') + world.logged()).toContain('[redacted]')
  expect(files.join('') + world.logged()).not.toContain('canary')
})
