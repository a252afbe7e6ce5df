import { expect, test } from 'bun:test'
import { chooseLevel } from '../../src/telemetry/level.ts'

test.each([
  [{}, 'info', ''],
  [{ LOG_LEVEL: 'debug' }, 'debug', ''],
  [{ LOG_LEVEL: 'WARN' }, 'warning', ''],
  [{ LOG_LEVEL: 'off' }, 'off', ''],
  [{ LOG_LEVEL: '' }, 'info', ''],
  [{ LOG_LEVEL: 'loud' }, 'info', 'LOG_LEVEL'],
  [{ LOG_LEVEL: 'error', RUST_LOG: 'debug' }, 'error', ''],
  [{ RUST_LOG: 'debug' }, 'debug', ''],
  [{ RUST_LOG: 'warn,gephyr=trace' }, 'trace', ''],
  [{ RUST_LOG: 'tower=debug, error' }, 'error', ''],
  [{ RUST_LOG: 'tower=debug' }, 'info', 'RUST_LOG'],
] as const)('%p means level %p', (environment, level, notUnderstood) => {
  expect(chooseLevel(environment)).toEqual({ level, notUnderstood })
})
