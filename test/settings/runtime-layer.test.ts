import { expect, test } from 'bun:test'
import {
  holdsSecret,
  leavesOf,
  overruledBy,
  patched,
  patchFaults,
  treeOf,
} from '../../src/settings/index.ts'
import type { Path, Source } from '../../src/settings/index.ts'

test('changes are joined key by key, and a list is replaced as a whole', () => {
  const before = { proxy: { request_timeout: 5, cors: { allowed_origins: ['a', 'b'] } } }
  const patch = { proxy: { cors: { allowed_origins: ['c'] }, scheduling: { mode: 'balance' } } }
  expect(patched(before, patch)).toEqual({
    proxy: {
      request_timeout: 5,
      cors: { allowed_origins: ['c'] },
      scheduling: { mode: 'balance' },
    },
  })
})

test('null takes a change back, a whole table of them too', () => {
  const before = { proxy: { request_timeout: 5, scheduling: { mode: 'balance', max_waiting: 3 } } }
  const patch = { proxy: { request_timeout: null, scheduling: null, cors: null } }
  expect(leavesOf(patched(before, patch))).toEqual([])
})

test('a tree is its values by their paths, whatever its keys are called', () => {
  const tree = JSON.parse(
    '{"proxy":{"custom_mapping":{"a.b":"c","__proto__":"d"},"list":[{"x":1}]}}',
  )
  expect(leavesOf(tree)).toEqual([
    { path: ['proxy', 'custom_mapping', 'a.b'], value: 'c' },
    { path: ['proxy', 'custom_mapping', '__proto__'], value: 'd' },
    { path: ['proxy', 'list'], value: [{ x: 1 }] },
  ])
  expect(JSON.stringify(treeOf(leavesOf(tree)))).toBe(JSON.stringify(tree))
})

test.each(['data_dir', 'dsn', 'database_secret_key'])(
  'global.%s cannot be changed: changes are found by it',
  (name) => {
    const faults = patchFaults({ global: { [name]: 'x', host: '127.0.0.1' } })
    expect(faults).toMatchObject([{ path: `global.${name}`, source: 'runtime' }])
  },
)

test.each([
  [['proxy', 'api_key'], 'sk-secret'],
  [['proxy', 'admin_password'], 'sk-secret'],
  [['channels'], [{ id: 'openai', credentials: [{ id: 'a', secret: 'sk-secret' }] }]],
])('it is known that a secret stands in %p', (path, value) => {
  expect(holdsSecret({ path, value })).toBe(true)
})

test.each([
  [['proxy', 'api_key'], ''],
  [['proxy', 'request_timeout'], 5],
  [['channels'], [{ id: 'openai' }]],
])('it is known that no secret stands in %p', (path, value) => {
  expect(holdsSecret({ path, value })).toBe(false)
})

test('what is no table is no change', () => {
  expect(patchFaults('proxy')).toMatchObject([{ message: expect.stringContaining('table') }])
})

test('what the environment or a flag says hides a change', () => {
  const origins: Readonly<Record<string, Source>> = {
    auth_mode: { type: 'environment', name: 'AUTH_MODE' },
    request_timeout: { type: 'flag', name: '--set' },
    default_channel: { type: 'runtime' },
  }
  const originOf = (path: Path): Source => origins[String(path[1])] ?? { type: 'default' }
  const patch = { proxy: { auth_mode: 'off', request_timeout: 3, default_channel: 'x' } }
  expect(overruledBy(patch, originOf)).toEqual(['proxy.auth_mode', 'proxy.request_timeout'])
})
