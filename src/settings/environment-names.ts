/** An environment variable that sets a value. */
export type EnvironmentName = {
  readonly name: string
  readonly path: readonly string[]
  /** Names other programs use for the same thing; `name` weighs more. */
  readonly aliases: readonly string[]
}

const named = (
  name: string,
  path: `${string}.${string}`,
  aliases: readonly string[] = [],
): EnvironmentName => ({ name, path: path.split('.'), aliases })

/** In the order of the documentation. */
export const environmentNames: readonly EnvironmentName[] = [
  named('API_KEY', 'proxy.api_key', ['GEMINI_AUTH_PASSWORD']),
  named('GPROXY_HOST', 'global.host'),
  named('PORT', 'global.port', ['GPROXY_PORT']),
  named('DATA_DIR', 'global.data_dir', ['GPROXY_DATA_DIR']),
  named('AUTH_MODE', 'proxy.auth_mode'),
  named('ALLOW_LAN_ACCESS', 'proxy.allow_lan_access'),
  named('ENABLE_ADMIN_API', 'global.enable_admin_api'),
  named('WEB_PASSWORD', 'global.admin_key', ['GPROXY_ADMIN_KEY']),
  named('PUBLIC_URL', 'global.public_url', ['DOMAIN_NAME']),
  named('MAX_BODY_SIZE', 'global.max_body_size'),
  named('SHUTDOWN_DRAIN_TIMEOUT_SECS', 'global.shutdown_drain_timeout_secs'),
  named('ENCRYPTION_KEY', 'global.database_secret_key', ['DATABASE_SECRET_KEY']),
  named('ALLOWED_GOOGLE_DOMAINS', 'global.allowed_google_domains'),
  named('GPROXY_DSN', 'global.dsn'),
  named('GPROXY_PROXY', 'global.proxy'),
  named('GPROXY_MASK_SENSITIVE_INFO', 'global.mask_sensitive_info'),
  named('GPROXY_STORAGE_WRITE_QUEUE_CAPACITY', 'runtime.storage_write_queue_capacity'),
  named('GPROXY_STORAGE_WRITE_MAX_BATCH_SIZE', 'runtime.storage_write_max_batch_size'),
  named('GPROXY_STORAGE_WRITE_AGGREGATE_WINDOW_MS', 'runtime.storage_write_aggregate_window_ms'),
  named(
    'SCHEDULER_REFRESH_JITTER_MIN_SECONDS',
    'runtime.timetable.scheduler_refresh_jitter_min_seconds',
  ),
  named(
    'SCHEDULER_REFRESH_JITTER_MAX_SECONDS',
    'runtime.timetable.scheduler_refresh_jitter_max_seconds',
  ),
  named(
    'SCHEDULER_ACCOUNT_REFRESH_MIN_SECONDS',
    'runtime.timetable.scheduler_account_refresh_min_seconds',
  ),
  named(
    'SCHEDULER_ACCOUNT_REFRESH_MAX_SECONDS',
    'runtime.timetable.scheduler_account_refresh_max_seconds',
  ),
  named('ACCOUNT_REFRESH_STAGGER_MIN_MS', 'runtime.timetable.account_refresh_stagger_min_ms'),
  named('ACCOUNT_REFRESH_STAGGER_MAX_MS', 'runtime.timetable.account_refresh_stagger_max_ms'),
  named('STARTUP_HEALTH_DELAY_MIN_SECONDS', 'runtime.timetable.startup_health_delay_min_seconds'),
  named('STARTUP_HEALTH_DELAY_MAX_SECONDS', 'runtime.timetable.startup_health_delay_max_seconds'),
  named(
    'STARTUP_HEALTH_MAX_CONCURRENT_REFRESHES',
    'runtime.timetable.startup_health_max_concurrent_refreshes',
  ),
  named('STARTUP_HEALTH_JITTER_MIN_MS', 'runtime.timetable.startup_health_jitter_min_ms'),
  named('STARTUP_HEALTH_JITTER_MAX_MS', 'runtime.timetable.startup_health_jitter_max_ms'),
  named('UPSTREAM_TIMEOUT', 'proxy.request_timeout'),
  named('CORS_ALLOWED_ORIGINS', 'proxy.cors.allowed_origins'),
  named('THOUGHT_WRAPPER_TAGS', 'proxy.thought_wrapper_tags'),
]

/** Read by the start itself, not a value of the tree. */
export const configFileName = 'GPROXY_CONFIG_PATH'

/** Before 1.0, gephyr's names had a prefix. */
export const oldPrefixes = ['ABV_', 'GEPHYR_'] as const

const features = (...names: readonly string[]) =>
  names.map((name): [string, string] => [name, 'has no effect in this version'])

/** Names whose setting has no effect, and what to say when one is set. */
export const idleNames: ReadonlyMap<string, string> = new Map([
  ...features(
    'GOOGLE_OAUTH_CLIENT_ID',
    'GOOGLE_OAUTH_CLIENT_SECRET',
    'TLS_CANARY_URL',
    'TLS_CANARY_TIMEOUT_SECS',
    'TLS_CANARY_REQUIRED',
    'ADMIN_STOP_SHUTDOWN',
    'GEMINI_SAFETY_THRESHOLD',
    'GEPHYR_DISABLE_PROMPT_ROUTES',
    'GPROXY_AFFINITY_TRACE',
    'GPROXY_BOOTSTRAP_FORCE_CONFIG',
    'CREDENTIALS_JSON_LIST',
    'PERSISTENT_STORAGE_PATH',
    'CODE_ASSIST_ENDPOINT',
    'DEBUG_REDACT_LOGS',
  ),
  ['TLS_BACKEND', 'is not a choice: the runtime has one TLS implementation'],
  ['OAUTH_USER_AGENT', 'is not used: Switchyard says who it is'],
  ['ANTIGRAVITY_STORAGE_JSON_PATH', "is not used: no other program's logins are read"],
])
