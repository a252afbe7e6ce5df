import { expect, test } from 'bun:test'
import { valueAt } from '../../src/settings/path.ts'
import { readEnvironment } from '../../src/settings/read-environment.ts'
import { resolve } from '../../src/settings/resolve.ts'
import { environmentOf, whereabouts } from './resolved.ts'

const settingsFrom = (values: Record<string, string>) => {
  const environment = environmentOf(values)
  const { layers } = readEnvironment(environment)
  return resolve({ layers, environment, whereabouts })
}

const warningsFrom = (values: Record<string, string>) =>
  readEnvironment(environmentOf(values)).warnings.map(({ message }) => message)

test.each([
  ['PORT', '9000', ['global', 'port'], 9000],
  ['AUTH_MODE', 'ALL_EXCEPT_HEALTH', ['proxy', 'auth_mode'], 'all_except_health'],
  ['ENABLE_ADMIN_API', 'true', ['global', 'enable_admin_api'], true],
  ['PUBLIC_URL', 'https://relay.example', ['global', 'public_url'], 'https://relay.example'],
  ['MAX_BODY_SIZE', '2048', ['global', 'max_body_size'], 2048],
  ['SHUTDOWN_DRAIN_TIMEOUT_SECS', '30', ['global', 'shutdown_drain_timeout_secs'], 30],
  ['GPROXY_HOST', '127.0.0.2', ['global', 'host'], '127.0.0.2'],
  ['GPROXY_PROXY', 'http://127.0.0.1:1', ['proxy', 'upstream_proxy', 'enabled'], true],
  ...(
    [
      ['SCHEDULER_REFRESH_JITTER_MIN_SECONDS', 'scheduler_refresh_jitter_min_seconds'],
      ['SCHEDULER_REFRESH_JITTER_MAX_SECONDS', 'scheduler_refresh_jitter_max_seconds'],
      ['SCHEDULER_ACCOUNT_REFRESH_MIN_SECONDS', 'scheduler_account_refresh_min_seconds'],
      ['SCHEDULER_ACCOUNT_REFRESH_MAX_SECONDS', 'scheduler_account_refresh_max_seconds'],
      ['ACCOUNT_REFRESH_STAGGER_MIN_MS', 'account_refresh_stagger_min_ms'],
      ['ACCOUNT_REFRESH_STAGGER_MAX_MS', 'account_refresh_stagger_max_ms'],
      ['STARTUP_HEALTH_DELAY_MIN_SECONDS', 'startup_health_delay_min_seconds'],
      ['STARTUP_HEALTH_DELAY_MAX_SECONDS', 'startup_health_delay_max_seconds'],
      ['STARTUP_HEALTH_MAX_CONCURRENT_REFRESHES', 'startup_health_max_concurrent_refreshes'],
      ['STARTUP_HEALTH_JITTER_MIN_MS', 'startup_health_jitter_min_ms'],
      ['STARTUP_HEALTH_JITTER_MAX_MS', 'startup_health_jitter_max_ms'],
    ] as const
  ).map(([name, key]) => [name, '7', ['runtime', 'timetable', key], 7] as const),
  ['UPSTREAM_TIMEOUT', '300', ['proxy', 'request_timeout'], 300],
  [
    'CORS_ALLOWED_ORIGINS',
    '["https://a.example"]',
    ['proxy', 'cors', 'allowed_origins'],
    ['https://a.example'],
  ],
])('%s=%s is understood', (name, value, path, expected) => {
  const resolution = settingsFrom({ [name]: value })
  expect(resolution.type === 'loaded' && valueAt(resolution.settings, path)).toEqual(expected)
})

test.each(['API_KEY', 'GEMINI_AUTH_PASSWORD', 'ABV_API_KEY', 'GEPHYR_API_KEY'])(
  '%s gives the key of clients',
  (name) => {
    const resolution = settingsFrom({ [name]: 'k' })
    expect(resolution.type === 'loaded' && resolution.settings.proxy.api_key.reveal()).toBe('k')
  },
)

test('a variable that cannot be meant is refused, not ignored', () => {
  expect(settingsFrom({ PORT: 'eighty' })).toMatchObject({
    type: 'refused',
    faults: [{ path: 'global.port', got: '"eighty"', source: 'environment PORT' }],
  })
})

test('an old name is read, with a warning', () => {
  expect(warningsFrom({ GEPHYR_AUTH_MODE: 'strict' })).toEqual([
    'GEPHYR_AUTH_MODE is an old name: write AUTH_MODE',
  ])
})

test('of two names for one thing the first weighs more, with a warning about the other', () => {
  const values = { PORT: '1', GPROXY_PORT: '2' }
  expect(settingsFrom(values)).toMatchObject({ settings: { global: { port: 1 } } })
  expect(warningsFrom(values)).toEqual(['GPROXY_PORT is not used, because PORT is set'])
})

test('a name whose feature does not exist yet is warned about', () => {
  expect(warningsFrom({ GEMINI_SAFETY_THRESHOLD: 'LOW' })).toEqual([
    'GEMINI_SAFETY_THRESHOLD has no effect in this version',
  ])
})
