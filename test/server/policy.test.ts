import { describe, expect, test } from 'bun:test'
import { modes } from '../../src/scheduler/mode/index.ts'
import { frontPolicy } from '../../src/server/policy.ts'
import { schedulingModes } from '../../src/settings/schema-policy.ts'
import { openai, settingsOf } from '../settings/resolved.ts'

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

describe('how prompts begin is told', () => {
  const isTold = (tree: object): boolean =>
    frontPolicy(settingsOf(tree), new Map(), '127.0.0.1').readsPrefixes

  const cases = Object.values(modes).map(({ name, followsCache }) => [name, followsCache] as const)

  test.each(cases)('where a channel goes by it, in %s: %p', (name, followsCache) => {
    const key = schedulingModes.some((mode) => mode === name)
      ? 'scheduling_mode'
      : 'credential_pick_mode'
    const channel = { ...openai, settings: { [key]: name } }
    expect(isTold({ channels: [channel] })).toBe(followsCache)
  })

  test('where all channels go by it', () => {
    const told = schedulingModes.map((mode) => isTold({ proxy: { scheduling: { mode } } }))
    expect(told).toEqual(schedulingModes.map((mode) => modes[mode].followsCache))
  })
})
