import type { Database } from 'bun:sqlite'

type Migration = {
  readonly version: number
  readonly name: string
  readonly statements: readonly string[]
}

/** In order, never changed once released: a new need is a new migration. Described in `docs/records.md`. */
const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'exchanges',
    statements: [
      `CREATE TABLE exchanges (
        id TEXT NOT NULL PRIMARY KEY,
        request_id TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        user TEXT NOT NULL,
        key TEXT NOT NULL,
        protocol TEXT NOT NULL,
        operation TEXT NOT NULL,
        channel TEXT NOT NULL,
        account TEXT NOT NULL,
        model TEXT NOT NULL,
        upstream_model TEXT NOT NULL,
        status INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        failure_code TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        is_streaming INTEGER NOT NULL,
        bytes_in INTEGER NOT NULL,
        bytes_out INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cache_read_tokens INTEGER NOT NULL,
        cache_write_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL,
        auth_ms REAL NOT NULL,
        queue_ms REAL NOT NULL,
        slot_ms REAL NOT NULL,
        connect_ms REAL NOT NULL,
        first_event_ms REAL NOT NULL,
        stream_ms REAL NOT NULL,
        total_ms REAL NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX exchanges_by_time ON exchanges (started_at DESC, id DESC)',
    ],
  },
  {
    version: 2,
    name: 'state',
    statements: [
      `CREATE TABLE state (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (kind, key)
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX state_by_time ON state (kind, updated_at DESC, key)',
    ],
  },
]

/** What is wrong with the schema after all missing migrations were applied, or nothing. */
export type SchemaFault = {
  readonly type: 'newer-schema'
  readonly found: number
  readonly known: number
}

/**
 * Applies what is missing, each migration in a transaction of its own. `IMMEDIATE`, so that of two programs
 * that open one file at once the second waits and then finds nothing to do.
 */
export const migrate = (database: Database): SchemaFault | undefined => {
  database.run(`CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
  ) STRICT`)
  const known = migrations.at(-1)?.version ?? 0
  const found = versionOf(database)
  if (found > known) return { type: 'newer-schema', found, known }
  for (const migration of migrations) database.transaction(apply).immediate(database, migration)
  return undefined
}

const apply = (database: Database, { version, name, statements }: Migration): void => {
  if (versionOf(database) >= version) return
  for (const statement of statements) database.run(statement)
  database.run('INSERT INTO migrations (version, name) VALUES (?, ?)', [version, name])
}

const versionOf = (database: Database): number =>
  database
    .query<{ version: number }, []>('SELECT coalesce(max(version), 0) AS version FROM migrations')
    .get()?.version ?? 0
