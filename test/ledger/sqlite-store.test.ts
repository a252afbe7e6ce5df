import { afterAll, expect, test } from 'bun:test'
import { Database } from 'bun:sqlite'
import { copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { openStore } from '../../src/ledger/store/open-store.ts'
import { peekState } from '../../src/ledger/store/peek-state.ts'
import { migrate } from '../../src/ledger/store/sqlite/migrations.ts'
import { openDatabase } from '../../src/ledger/store/sqlite/open.ts'
import { sqliteStore } from '../../src/ledger/store/sqlite/sqlite-store.ts'
import { storeContract } from '../contract/store.ts'
import { exchangeRecordOf } from '../support/exchange-facts.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
let databases = 0
const freshPath = (): string => folder.file(`${++databases}.db`)
const pathOf = (dsn: string): string => dsn.slice('sqlite://'.length)

storeContract('SQLite', {
  open: openStore,
  freshDsn: () => `sqlite://${freshPath()}`,
  claimNewerSchema: async (dsn) => {
    using database = new Database(pathOf(dsn))
    database.run(`INSERT INTO migrations (version, name) VALUES (9999, 'of the future')`)
  },
  lockOut: async (dsn) => {
    const database = new Database(pathOf(dsn))
    database.run('BEGIN IMMEDIATE')
    return () => database.close()
  },
})

test('the database file and the files beside it are for their owner alone', async () => {
  const path = freshPath()
  const opened = await openStore(`sqlite://${path}`)
  if (opened.type === 'opened') await opened.store.write([exchangeRecordOf()])
  const modes = ['', '-wal', '-shm'].map((suffix) => statSync(path + suffix).mode & 0o777)
  expect(modes).toEqual([0o600, 0o600, 0o600])
})

test('a database that others could read is closed to them', async () => {
  const path = freshPath()
  writeFileSync(path, '', { mode: 0o644 })
  await openStore(`sqlite://${path}`)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a connection writes ahead, waits for locks and minds foreign keys', () => {
  using database = openDatabase(freshPath())
  const pragmas = ['journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys']
  const values = pragmas.map((pragma) => database.query(`PRAGMA ${pragma}`).values()[0])
  expect(values).toEqual([['wal'], [1], [250], [1]])
})

test('a file that is no database is a failure, not a crash', async () => {
  const path = freshPath()
  writeFileSync(path, 'not a database at all, but long enough to be looked at'.repeat(100))
  expect(await openStore(`sqlite://${path}`)).toMatchObject({
    type: 'failed',
    code: 'SQLITE_NOTADB',
  })
})

test('a folder that does not exist is a failure that names it', async () => {
  const opened = await openStore(`sqlite://${folder.file('missing/x.db')}`)
  expect(opened).toMatchObject({ type: 'failed', code: 'ENOENT' })
})

test('a full database is a failure, and the records are written once there is room', async () => {
  const database = openDatabase(freshPath())
  migrate(database)
  const pages = database.query<{ page_count: number }, []>('PRAGMA page_count').get()?.page_count
  const store = sqliteStore(database)
  const records = Array.from({ length: 500 }, (_, index) => exchangeRecordOf({ exchange: index }))
  database.run(`PRAGMA max_page_count = ${pages}`)
  expect(await store.write(records)).toMatchObject({ type: 'failed', code: 'SQLITE_FULL' })
  database.run('PRAGMA max_page_count = 100000')
  expect(await store.write(records)).toEqual({ type: 'written', added: 500 })
})

test('a database that may not be written to is a failure', async () => {
  const database = openDatabase(freshPath())
  migrate(database)
  database.run('PRAGMA query_only = ON')
  const written = await sqliteStore(database).write([exchangeRecordOf()])
  expect(written).toMatchObject({ type: 'failed', code: 'SQLITE_READONLY' })
})

test.each(['postgres://h/db', 'mysql://h/db', 'nonsense'])('%p is not opened', async (dsn) => {
  expect(await openStore(dsn)).toMatchObject({ type: 'failed', code: 'unsupported_dsn' })
})

const entry = { kind: 'binding', key: 'a', value: '"b"', at: 1 } as const

const write = async (path: string) => {
  const opened = await openStore(`sqlite://${path}`)
  if (opened.type === 'failed') throw new Error(opened.message)
  await opened.store.writeState([entry, { ...entry, key: 'c', at: 2 }])
  return opened.store
}

test('the state of a database is read before anybody opens it, as much of a kind as is wanted', async () => {
  const path = freshPath()
  await (await write(path)).close()
  expect(await peekState(`sqlite://${path}`, { binding: 1, owner: 5 })).toEqual({
    type: 'peeked',
    entries: new Map([
      ['binding', [{ ...entry, key: 'c', at: 2 }]],
      ['owner', []],
    ]),
  })
})

test('what a program wrote before it was killed is read', async () => {
  const [path, killed] = [freshPath(), freshPath()]
  const store = await write(path)
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, killed + suffix)
  await store.close()
  const peeked = await peekState(`sqlite://${killed}`, { binding: 9 })
  expect(peeked).toMatchObject({ type: 'peeked' })
  expect(peeked.type === 'peeked' ? peeked.entries.get('binding') : []).toHaveLength(2)
})

test('a database that is not there, or is older than its state, holds none, and is left as it is', async () => {
  const [missing, older] = [freshPath(), freshPath()]
  openDatabase(older).close()
  for (const path of [missing, older])
    expect(await peekState(`sqlite://${path}`, { binding: 9 })).toEqual({
      type: 'peeked',
      entries: new Map(),
    })
  expect(existsSync(missing)).toBe(false)
})

test('a file that is no database is a failure, not a crash, for its state too', async () => {
  const path = freshPath()
  writeFileSync(path, 'not a database at all, but long enough to be looked at'.repeat(100))
  expect(await peekState(`sqlite://${path}`, { binding: 9 })).toMatchObject({
    type: 'failed',
    code: 'SQLITE_NOTADB',
  })
})
