import { sqlitePath } from './open-store.ts'
import { peekSqliteState } from './sqlite/peek.ts'
import type { PeekState } from './store.ts'

export const peekState: PeekState = async (dsn, wanted) => {
  const path = sqlitePath(dsn)
  return path === undefined || path === ':memory:'
    ? { type: 'peeked', entries: new Map() }
    : peekSqliteState(path, wanted)
}
