import type { Database } from 'bun:sqlite'
import type { ExchangeRecord } from '../../record.ts'
import type { Store, StoreFailure } from '../store.ts'
import { insertRecord, recordOf, type RecordRow, selectRecent } from './columns.ts'
import { failureOf } from './failure.ts'
import { stateTable } from './state-table.ts'

/** A store over a database that is open and up to date. It blocks its thread: use it in the ledger's. */
export const sqliteStore = (database: Database): Store => {
  const insert = database.prepare<unknown, [ExchangeRecord]>(insertRecord)
  const recent = database.prepare<RecordRow, [number]>(selectRecent)
  const state = stateTable(database)
  const insertAll = database.transaction((records: readonly ExchangeRecord[]): number =>
    records.reduce((added, record) => added + insert.run(record).changes, 0),
  )
  return {
    write: async (records) =>
      attempt(() => ({ type: 'written', added: insertAll.immediate(records) })),
    recent: async (limit) =>
      attempt(() => ({ type: 'recent', records: recent.all(limit).map(recordOf) })),
    writeState: async (entries) =>
      attempt(() => ({ type: 'written', added: state.write(entries) })),
    readState: async (kind, limit) =>
      attempt(() => ({ type: 'state', entries: state.read(kind, limit) })),
    close: async () => {
      state.finalize()
      insert.finalize()
      recent.finalize()
      database.close()
    },
  }
}

const attempt = <Result>(run: () => Result): Result | StoreFailure => {
  try {
    return run()
  } catch (error) {
    return failureOf(error)
  }
}
