import { describe, expect, test } from 'bun:test'
import { effectiveAuthMode, isLoopback } from '../../src/settings/access.ts'
import { faultsOf, settingsOf, warningsOf } from './resolved.ts'

const open = (proxy: Record<string, unknown>) => ({ global: { host: '0.0.0.0' }, proxy })

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['127.example', false],
  ['192.168.1.1', false],
])('only this machine reaches %s: %p', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})

test('no key is needed in `auto` while only this machine reaches us', () => {
  expect(effectiveAuthMode(settingsOf({ proxy: { auth_mode: 'auto' } }))).toBe('off')
})

test('a key is needed in `auto` when other machines reach us', () => {
  expect(effectiveAuthMode(settingsOf(open({ auth_mode: 'auto' })))).toBe('strict')
})

describe('auth that is off', () => {
  test('is refused when other machines reach us', () => {
    expect(faultsOf(open({ auth_mode: 'off' }))).toMatchObject([{ path: 'proxy.auth_mode' }])
  })

  test('is refused when `allow_lan_access` is what opens us', () => {
    const tree = { proxy: { auth_mode: 'off', allow_lan_access: true } }
    expect(faultsOf(tree)).toMatchObject([{ path: 'proxy.auth_mode' }])
  })

  test('can be forced, with a warning', () => {
    const tree = open({ auth_mode: 'off', force_auth_off: true })
    expect(faultsOf(tree)).toEqual([])
    expect(warningsOf(tree)).toEqual(['proxy.auth_mode: everybody who reaches the port is let in'])
  })

  test('is fine on a loopback address', () => {
    expect(faultsOf({ proxy: { auth_mode: 'off' } })).toEqual([])
  })
})

test('a key that can be guessed is warned about when other machines reach us', () => {
  expect(warningsOf(open({ api_key: 'short' }))).toEqual([
    'proxy.api_key: is shorter than 16 characters: it can be guessed',
  ])
})

describe('an address of its own for `/api`', () => {
  const on = { enable_admin_api: true }

  test('is not the one where clients are served', () => {
    const tree = { global: { ...on, port: 8046, admin_address: '8046' } }
    expect(faultsOf(tree)).toMatchObject([{ path: 'global.admin_address', got: '8046' }])
    expect(faultsOf({ global: { ...on, port: 0, admin_address: '0' } })).toEqual([])
  })

  test('has no effect while `/api` is not opened, which is warned about', () => {
    expect(warningsOf({ global: { admin_address: '8046' } })).toEqual([
      'global.admin_address: has no effect: `global.enable_admin_api` opens `/api`, and is off',
    ])
    expect(warningsOf({ global: { ...on, admin_address: '8046' } })).toEqual([])
  })

  test('that other machines reach asks for a key that cannot be guessed', () => {
    const global = { ...on, admin_key: 'short' }
    expect(warningsOf({ global: { ...global, admin_address: '127.0.0.1:1' } })).toEqual([])
    expect(warningsOf({ global: { ...global, admin_address: '0.0.0.0:1' } })).toEqual([
      'global.admin_key: is shorter than 16 characters: it can be guessed',
    ])
  })
})
