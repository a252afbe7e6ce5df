import { expect, test } from 'bun:test'
import { listenAddressText, readListenAddress } from '../../src/settings/listen-address.ts'
import { faultsOf, settingsOf } from './resolved.ts'

test.each([
  ['127.0.0.1:8046', { host: '127.0.0.1', port: 8046 }, '127.0.0.1:8046'],
  ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }, '0.0.0.0:0'],
  ['relay.example:8046', { host: 'relay.example', port: 8046 }, 'relay.example:8046'],
  ['[::1]:8046', { host: '::1', port: 8046 }, '[::1]:8046'],
  ['[::]:8046', { host: '::', port: 8046 }, '[::]:8046'],
  ['8046', { host: '127.0.0.1', port: 8046 }, '127.0.0.1:8046'],
  [':8046', { host: '127.0.0.1', port: 8046 }, '127.0.0.1:8046'],
] as const)('%s is an address to listen on', (text, address, written) => {
  expect(readListenAddress(text)).toEqual(address)
  expect(listenAddressText(address)).toBe(written)
})

test('a port may be written as a number', () => {
  expect(settingsOf({ global: { admin_address: 8046 } }).global.admin_address).toBe('8046')
  expect(faultsOf({ global: { admin_address: 70_000 } })).toMatchObject([{ message: other }])
  expect(faultsOf({ global: { admin_address: 8046.5 } })).toMatchObject([
    { message: 'must be a text' },
  ])
})

const other = 'must be `host:port`, or a port alone for this machine only'
const bare = 'must have the IPv6 address in brackets: `[::1]:8046`'

test.each([
  ['127.0.0.1', other],
  ['127.0.0.1:', other],
  ['127.0.0.1:65536', other],
  ['127.0.0.1:99999999', other],
  ['-x:1', other],
  ['http://127.0.0.1:8046', other],
  ['a b:8046', other],
  ['[127.0.0.1]:8046', other],
  ['[::1', other],
  ['::1:8046', bare],
])('%s is none, and the fault says what is', (text, message) => {
  expect(faultsOf({ global: { admin_address: text } })).toEqual([
    { path: 'global.admin_address', message, got: JSON.stringify(text) },
  ])
})
