import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import type { StateEntry } from '../../state.ts'
import type { StatePeeked, StoreFailure, WantedState } from '../store.ts'
import { failureOf } from './failure.ts'
import { selectState } from './state-table.ts'

export const peekSqliteState = (path: string, wanted: WantedState): StatePeeked | StoreFailure => {
  if (!existsSync(path)) return { type: 'peeked', entries: new Map() }
  try {
    using database = new Database(path, { readonly: true, strict: true })
    if (!hasState(database)) return { type: 'peeked', entries: new Map() }
    using select = database.prepare<StateEntry, [string, number]>(selectState)
    const kinds = Object.entries(wanted)
    const entries = new Map(kinds.map(([kind, limit]) => [kind, select.all(kind, limit)]))
    return { type: 'peeked', entries }
  } catch (error) {
    return failureOf(error)
  }
}

const hasState = (database: Database): boolean =>
  database.query(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'state'`).get() !==
  null
