import { SQLiteError } from 'bun:sqlite'
import type { StoreFailure } from '../store.ts'

/** SQLite's messages name tables and columns, never values. */
export const failureOf = (error: unknown): StoreFailure => {
  if (error instanceof SQLiteError) {
    return { type: 'failed', code: error.code ?? 'SQLITE_ERROR', message: error.message }
  }
  if (!(error instanceof Error)) return { type: 'failed', code: 'unknown', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return { type: 'failed', code, message: error.message }
}
