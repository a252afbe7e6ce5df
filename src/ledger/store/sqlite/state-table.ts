import type { Database } from 'bun:sqlite'
import type { StateEntry } from '../../state.ts'

export type StateTable = {
  /** In one transaction. Answers how many rows it touched. */
  write(entries: readonly StateEntry[]): number
  read(kind: string, limit: number): readonly StateEntry[]
  finalize(): void
}

export const selectState = `SELECT kind, key, value, updated_at AS "at" FROM state
WHERE kind = ? ORDER BY updated_at DESC, key LIMIT ?`

const upsertState = `INSERT INTO state (kind, key, value, updated_at) VALUES ($kind, $key, $value, $at)
ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`

export const stateTable = (database: Database): StateTable => {
  const upsert = database.prepare<unknown, [StateEntry]>(upsertState)
  const remove = database.prepare<unknown, [string, string]>(
    'DELETE FROM state WHERE kind = ? AND key = ?',
  )
  const sweep = database.prepare<unknown, [string, number]>(
    'DELETE FROM state WHERE kind = ? AND updated_at <= ?',
  )
  const select = database.prepare<StateEntry, [string, number]>(selectState)

  const put = (entry: StateEntry): number => {
    const { kind, key, value, at } = entry
    if (value !== null) return upsert.run(entry).changes
    return key === '' ? sweep.run(kind, at).changes : remove.run(kind, key).changes
  }
  const putAll = database.transaction((entries: readonly StateEntry[]): number =>
    entries.reduce((touched, entry) => touched + put(entry), 0),
  )
  return {
    write: (entries) => putAll.immediate(entries),
    read: (kind, limit) => select.all(kind, limit),
    finalize: () => {
      for (const statement of [upsert, remove, sweep, select]) statement.finalize()
    },
  }
}
