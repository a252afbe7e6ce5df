import { expect, test } from 'bun:test'
import { frontPolicy } from '../../src/server/policy.ts'
import { settingsOf } from '../settings/resolved.ts'

const modeOf = (auth: object, host: string): string =>
  frontPolicy(settingsOf({ global: { host: '127.0.0.1' }, proxy: auth }), new Map(), host).auth.mode

test.each(['auto', 'off'])('%s opens the door when only this machine can reach it', (mode) => {
  expect(modeOf({ auth_mode: mode }, '127.0.0.1')).toBe('off')
})

test.each(['auto', 'off'])(
  '%s for an address of the next start leaves the door closed that others can reach now',
  (mode) => {
    expect(modeOf({ auth_mode: mode }, '0.0.0.0')).toBe('strict')
  },
)

test('an operator who insists on an open door has it', () => {
  expect(modeOf({ auth_mode: 'off', force_auth_off: true }, '0.0.0.0')).toBe('off')
})
