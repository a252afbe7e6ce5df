import { openSqliteStore } from './sqlite/open.ts'
import type { OpenStore } from './store.ts'

/** The file that a `sqlite://PATH` names. */
export const sqlitePath = (dsn: string): string | undefined =>
  /^sqlite:(?:\/\/)?(?<path>[^?]+)/.exec(dsn)?.groups?.['path']

/** Opens the store that a dsn's scheme names: `sqlite:///var/lib/switchyard/switchyard.db`. */
export const openStore: OpenStore = async (dsn) => {
  const path = sqlitePath(dsn)
  if (path !== undefined) return openSqliteStore(path)
  const scheme = /^[a-z\d+.-]*(?=:)/i.exec(dsn)?.[0] ?? ''
  return {
    type: 'failed',
    code: 'unsupported_dsn',
    message: `the ledger cannot open a "${scheme}" database, only sqlite://<path>`,
  }
}
