import { Database } from 'bun:sqlite'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

export type DataFolder =
  /** Ours as long as this is held: it must stay reachable, or the lock goes with it. */
  | { readonly type: 'open'; readonly lock: Disposable }
  | { readonly type: 'refused'; readonly explanation: string }

/**
 * Makes the data folder if it is missing and takes it for this process alone.
 *
 * Two copies in one folder would each make keys that the other does not know. The lock is one that
 * SQLite takes on an empty file: the operating system gives it back however the process ends.
 */
export const openDataFolder = async (path: string): Promise<DataFolder> => {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    return { type: 'open', lock: takeLock(join(path, 'in-use.lock')) }
  } catch (error) {
    return { type: 'refused', explanation: whyUnusable(error, path) }
  }
}

const takeLock = (file: string): Disposable => {
  const database = new Database(file)
  try {
    database.run('PRAGMA busy_timeout = 0')
    database.run('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw error
  }
  return { [Symbol.dispose]: () => database.close() }
}

export const whyUnusable = (error: unknown, path: string): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const folder = `the data folder ${path}`
  switch (code) {
    case 'SQLITE_BUSY':
      return `${folder} is in use by another copy of this program: stop it, or name another folder with \`--data-dir\``
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return `this user may not write to ${folder}: give it to them, or name another with \`--data-dir\``
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return `there is no room left for ${folder}: make some, or name another with \`--data-dir\``
    case 'ENOTDIR':
    case 'EEXIST':
      return `${folder} is no folder: name another with \`--data-dir\``
    default:
      return `${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`
  }
}
