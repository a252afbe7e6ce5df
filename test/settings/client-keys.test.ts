import { afterEach, beforeEach, expect, test } from 'bun:test'
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { hashKey } from '../../src/server/auth.ts'
import { resolveRootKey, type RootKeys } from '../../src/settings/client-keys.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts'
import { settingsOf } from './resolved.ts'

let folder: TemporaryFolder
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const bytes = (length: number) => new Uint8Array(length).fill(7)

const keysOf = (tree: unknown, path = folder.path): Promise<RootKeys> =>
  resolveRootKey(settingsOf(tree), path, bytes)

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

test('a key of the settings is used, and nothing is written', async () => {
  const keys = await keysOf({ proxy: { api_key: 'mine' } })
  expect(keys).toMatchObject({
    type: 'ready',
    client: { from: 'settings', sha256: hashKey('mine') },
    generated: [],
  })
  expect(readdirSync(folder.path)).toEqual([])
})

test('a missing key is made once: only its hash is kept, for us alone', async () => {
  const keys = await keysOf({}, folder.file('data'))
  const [made] = keys.type === 'ready' ? keys.generated : []
  const key = made?.key.reveal() ?? ''
  expect([made?.setting, key]).toEqual(['proxy.api_key', `sk-${'07'.repeat(24)}`])
  const text = readFileSync(folder.file('data/client-keys.json'), 'utf8')
  expect(text).not.toContain(key)
  expect(text).toContain(new Bun.CryptoHasher('sha256').update(key).digest('hex'))
  expect(modeOf(folder.file('data/client-keys.json'))).toBe('600')
  expect(modeOf(folder.file('data'))).toBe('700')
})

test('the next start knows the key that was made, and shows none', async () => {
  const first = await keysOf({})
  const [made] = first.type === 'ready' ? first.generated : []
  const second = await keysOf({})
  expect(second).toMatchObject({ type: 'ready', client: { from: 'stored' }, generated: [] })
  expect(second).toMatchObject({ client: { sha256: hashKey(made?.key.reveal() ?? '') } })
})

test('the administrator gets a key when `/api` is opened', async () => {
  await keysOf({})
  const keys = await keysOf({ global: { enable_admin_api: true } })
  expect(keys).toMatchObject({
    client: { from: 'stored' },
    admin: { from: 'generated' },
    generated: [{ setting: 'global.admin_key' }],
  })
})

test('no key is made where none is needed', async () => {
  const keys = await keysOf({ proxy: { auth_mode: 'off' } })
  expect(keys).toEqual({ type: 'ready', generated: [] })
})

test('a key file that others can read is closed again', async () => {
  await keysOf({})
  chmodSync(folder.file('client-keys.json'), 0o644)
  await keysOf({})
  expect(modeOf(folder.file('client-keys.json'))).toBe('600')
})

test.each(['{"client": "short"}', '[]', '{'])(
  'a key file that holds %s is refused, not replaced',
  async (text) => {
    await Bun.write(folder.file('client-keys.json'), text)
    expect(await keysOf({})).toMatchObject({ type: 'refused' })
    expect(readFileSync(folder.file('client-keys.json'), 'utf8')).toBe(text)
  },
)

test('a data folder that cannot be made is told', async () => {
  await Bun.write(folder.file('taken'), '')
  expect(await keysOf({}, folder.file('taken'))).toMatchObject({
    type: 'unusable',
    error: expect.objectContaining({ code: 'EEXIST' }),
  })
})
