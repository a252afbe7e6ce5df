import { Database } from 'bun:sqlite'
import { chmodSync, closeSync, openSync } from 'node:fs'
import type { StoreFailure, StoreOpened } from '../store.ts'
import { failureOf } from './failure.ts'
import { migrate } from './migrations.ts'
import { sqliteStore } from './sqlite-store.ts'

/**
 * The file is made for its owner alone; SQLite gives the write-ahead files beside it the same mode.
 * `:memory:` keeps nothing, for a demo.
 */
export const openSqliteStore = (path: string): StoreOpened | StoreFailure => {
  let database: Database | undefined
  try {
    if (path !== ':memory:') restrictToOwner(path)
    database = openDatabase(path)
    const fault = migrate(database)
    if (fault === undefined) return { type: 'opened', store: sqliteStore(database) }
    database.close()
    const message = `${path} has schema ${fault.found}, this version knows ${fault.known}`
    return { type: 'failed', code: 'newer_schema', message }
  } catch (error) {
    database?.close()
    return failureOf(error)
  }
}

/** A lock that others hold is waited for this long; after it the caller tries again in its own time. */
const busyTimeoutMs = 250

/**
 * WAL lets readers read while the ledger writes. With it, `synchronous = NORMAL` may lose the last
 * commits when the power fails, never when the program does, and never breaks the file.
 */
export const openDatabase = (path: string): Database => {
  const database = new Database(path, { create: true, strict: true })
  database.run(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  database.run('PRAGMA journal_mode = WAL')
  database.run('PRAGMA synchronous = NORMAL')
  database.run('PRAGMA foreign_keys = ON')
  return database
}

const ownerOnly = 0o600

/** Before SQLite opens it: a file that was readable for an instant may have been opened in it. */
const restrictToOwner = (path: string): void => {
  closeSync(openSync(path, 'a', ownerOnly))
  chmodSync(path, ownerOnly)
}
