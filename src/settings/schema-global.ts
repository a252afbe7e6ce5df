import { timetableSchema } from './schema-timetable.ts'
import { Type } from '@sinclair/typebox'
import { atStart, choice, fixed, flag, later, secret, text, texts, whole } from './schema-parts.ts'

export const globalSchema = Type.Object(
  {
    host: atStart(
      text('Address to listen on. `proxy.allow_lan_access = true` means `0.0.0.0`.', '127.0.0.1', {
        minLength: 1,
        holds: 'host',
      }),
    ),
    port: atStart(
      whole('Port to listen on; 0 takes any free one.', 8045, { minimum: 0, maximum: 65_535 }),
    ),
    data_dir: atStart(
      text(
        'Folder of the database, the keys and the configuration file. `~` is the home folder.',
        '~/.switchyard',
        {
          minLength: 1,
        },
      ),
    ),
    dsn: atStart(
      text(
        'Where records are stored. This version knows `sqlite://PATH`.',
        'sqlite://${DATA_DIR}/switchyard.db',
        { minLength: 1 },
      ),
    ),
    admin_key: secret(
      "The administrator's key. When it is empty, `proxy.api_key` opens `/api`, and so does one that is made when `/api` is opened first, shown once, and of which only the hash is kept.",
    ),
    admin_address: atStart(
      text(
        'An address of its own for `/api`, as `host:port` (`[::1]:8046`), or a port alone for this machine only; the other listener has no `/api` then. Empty: `/api` is on the same one.',
        '',
        { holds: 'listen-address' },
      ),
    ),
    enable_admin_api: atStart(flag('Opens `/api` for the administrator.', false)),
    public_url: later(
      text('The address clients use, when it is not the one listened on.', '', {
        holds: 'http-url',
      }),
    ),
    max_body_size: whole('Largest request body accepted, in bytes.', 104_857_600, {
      minimum: 1024,
      maximum: 1_073_741_824,
    }),
    max_upload_size: whole(
      'Largest request body accepted of an upload whose bytes pass through to the provider and are not held here.',
      2_147_483_648,
      { minimum: 1024, maximum: 1_099_511_627_776 },
    ),
    shutdown_drain_timeout_secs: whole(
      'How long open streams may finish after a stop is asked for, in seconds.',
      10,
      {
        minimum: 1,
        maximum: 600,
      },
    ),
    mask_sensitive_info: fixed(
      flag('Keeps bodies of requests and answers out of every record.', true),
    ),
    database_secret_key: atStart(
      secret(
        'Seals secrets that are stored in the database; when it is empty, a key is made once it is needed and kept in the data folder.',
      ),
    ),
    allowed_google_domains: later(texts('Domains whose Google accounts may be added; empty: all.')),
  },
  { description: 'The program and its listener.' },
)

export const runtimeSchema = Type.Object(
  {
    threads: atStart(
      whole('Threads for accounts; 0: one less than the cores, at least 1.', 0, {
        minimum: 0,
        maximum: 256,
      }),
    ),
    isolation: atStart(
      choice(
        '`shared`: accounts share the threads. `thread`: each account has its own.',
        ['shared', 'thread'],
        'shared',
      ),
    ),
    storage_write_queue_capacity: atStart(
      whole(
        'Records that may wait to be written. More are counted and dropped: no request waits for them.',
        4096,
        {
          minimum: 1,
          maximum: 1_048_576,
        },
      ),
    ),
    storage_write_max_batch_size: atStart(
      whole('Records written in one transaction at most.', 1024, {
        minimum: 1,
        maximum: 65_536,
      }),
    ),
    storage_write_aggregate_window_ms: atStart(
      whole('How long records are gathered before they are written, in milliseconds.', 25, {
        minimum: 1,
        maximum: 60_000,
      }),
    ),
    timetable: timetableSchema,
  },
  { description: 'Threads, the writing of records, and recurring work.' },
)
