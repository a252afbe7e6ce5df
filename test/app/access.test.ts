import { expect, test } from 'bun:test'
import { symlinkSync } from 'node:fs'
import { openAccess } from '../../src/app/access.ts'
import { hashKey } from '../../src/server/auth.ts'
import { settingsOf } from '../settings/resolved.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const roleOf = async (tree: object, key: string) => {
  using folder = temporaryFolder()
  const access = await openAccess(settingsOf(tree), folder.path)
  return access.type === 'open' ? access.clients.get(hashKey(key))?.role : access.explanation
}

const open = { enable_admin_api: true }

test("an administrator's key that is set is the only one that opens /api", async () => {
  const tree = { global: { ...open, admin_key: 'sk-admin' }, proxy: { api_key: 'sk-client' } }
  expect(await roleOf(tree, 'sk-admin')).toBe('administrator')
  expect(await roleOf(tree, 'sk-client')).toBe('user')
})

test("the clients' key opens /api where no administrator's key is set", async () => {
  const tree = { global: open, proxy: { api_key: 'sk-client' } }
  expect(await roleOf(tree, 'sk-client')).toBe('administrator')
})

test('a disk without room for the keys that are made says so, and what to do', async () => {
  using folder = temporaryFolder()
  symlinkSync('/dev/full', folder.file('client-keys.json.new'))
  expect(await openAccess(settingsOf({ proxy: { auth_mode: 'strict' } }), folder.path)).toEqual({
    type: 'refused',
    explanation: `there is no room left for the data folder ${folder.path}: make some, or name another with \`--data-dir\``,
  })
})
