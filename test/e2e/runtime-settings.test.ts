import { expect, test } from 'bun:test'
import { openStore } from '../../src/ledger/store/open-store.ts'
import { noConfigFile } from '../../src/settings/index.ts'
import { openWorld, type World } from '../support/relay-world.ts'
import { chat } from '../support/requests.ts'
import { startSwitchyard } from '../support/process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const alias = { proxy: { custom_mapping: { mine: `openai/${chat().model}` } } }

const askForAlias = async (world: World): Promise<number> => {
  const response = await world.post('/v1/chat/completions', { ...chat(), model: 'mine' })
  await response.text()
  return response.status
}

test('a change holds from the next request on, and after a restart', async () => {
  await using world = await openWorld()
  expect(await askForAlias(world)).toBe(404)
  expect(await world.switchyard.changeSettings(alias)).toEqual({
    type: 'changed',
    saved: true,
    changed: ['proxy.custom_mapping'],
    requiresRestart: [],
    overruled: [],
  })
  expect(await askForAlias(world)).toBe(200)
  await using again = await world.restart()
  expect(await askForAlias(again)).toBe(200)
})

test('a change stays above the file when that is read again', async () => {
  await using world = await openWorld()
  await world.switchyard.changeSettings(alias)
  expect(await world.switchyard.reload(noConfigFile)).toMatchObject({ applied: { changed: [] } })
  expect(await askForAlias(world)).toBe(200)
})

test('a change that was taken back is gone after a restart too', async () => {
  await using world = await openWorld()
  await world.switchyard.changeSettings(alias)
  const taken = await world.switchyard.changeSettings({ proxy: { custom_mapping: null } })
  expect(taken).toMatchObject({ saved: true, changed: ['proxy.custom_mapping'] })
  await using again = await world.restart()
  expect(await askForAlias(again)).toBe(404)
})

test('a change that does not go with the other layers is refused, with what is wrong, and nothing changes', async () => {
  await using world = await openWorld()
  const patch = { proxy: { ...alias.proxy, request_timeout: 0, tiemout: 1 } }
  const refused = await world.switchyard.changeSettings(patch)
  expect(refused).toMatchObject({ type: 'refused' })
  const paths = refused.type === 'refused' ? refused.faults.map(({ path }) => path) : []
  expect(paths.toSorted()).toEqual(['proxy.request_timeout', 'proxy.tiemout'])
  expect(await askForAlias(world)).toBe(404)
})

test('a secret that is changed holds after a restart, and is not readable in the data folder', async () => {
  await using world = await openWorld()
  const api_key = 'sk-changed-while-it-runs'
  expect(await world.switchyard.changeSettings({ proxy: { api_key } })).toMatchObject({
    saved: true,
  })
  await using again = await world.restart()
  const stored = await again.switchyard.ledger.readState('setting', 10, 5_000)
  expect(stored).toMatchObject({ entries: [{ value: expect.stringMatching(/^{"sealed":/) }] })
  const back = await again.switchyard.changeSettings({ proxy: { api_key } })
  expect(back).toMatchObject({ type: 'changed', changed: [] })
})

test('a change that was sealed with another key keeps it from starting, and what to do is told', async () => {
  using folder = await folderWithChange(['proxy', 'api_key'], { sealed: 'AAAA' })
  const environment = { DATA_DIR: folder.path, ENCRYPTION_KEY: 'another key' }
  await using running = startSwitchyard(['start', '--port', '0'], { environment })
  expect(await running.exited).toBe(1)
  const told = await running.errors.all
  expect(told).toMatch(/sealed with another key \(proxy\.api_key\).*database_secret_key/)
  expect(told).toContain('--force-config')
})

/** A data folder in whose database a change of an earlier run stands. */
const folderWithChange = async (path: readonly string[], value: unknown) => {
  const folder = temporaryFolder()
  const opened = await openStore(`sqlite://${folder.file('switchyard.db')}`)
  if (opened.type === 'failed') throw new Error(opened.message)
  const change = { kind: 'setting', key: JSON.stringify(path), value: JSON.stringify(value), at: 1 }
  await opened.store.writeState([change])
  await opened.store.close()
  return folder
}

const storedSettings = async (folder: string) => {
  const opened = await openStore(`sqlite://${folder}/switchyard.db`)
  if (opened.type === 'failed') throw new Error(opened.message)
  const read = await opened.store.readState('setting', 10)
  await opened.store.close()
  return read
}

test('--force-config drops what was changed while the program ran, and says what', async () => {
  using folder = await folderWithChange(['proxy', 'request_timeout'], 7)
  const words = ['start', '--force-config', '--port', '0']
  await using running = startSwitchyard(words, { environment: { DATA_DIR: folder.path } })
  await running.out.match(/is dropped: proxy\.request_timeout/)
  await running.listening()
  running.signal('SIGTERM')
  expect(await running.exited).toBe(0)
  expect(await storedSettings(folder.path)).toEqual({ type: 'state', entries: [] })
})

test('a stored change that no longer goes with the file keeps it from starting, and the way out is told', async () => {
  using folder = await folderWithChange(['proxy', 'request_timeout'], -7)
  const environment = { DATA_DIR: folder.path }
  await using running = startSwitchyard(['start', '--port', '0'], { environment })
  expect(await running.exited).toBe(1)
  const told = await running.errors.all
  expect(told).toMatch(/proxy\.request_timeout.*\[runtime\]/)
  expect(told).toContain('--force-config')
})

test('a stored change that a flag hides stays stored', async () => {
  using folder = await folderWithChange(['proxy', 'request_timeout'], 7)
  const words = ['start', '--port', '0', '--set', 'proxy.request_timeout=9']
  await using running = startSwitchyard(words, { environment: { DATA_DIR: folder.path } })
  await running.listening()
  running.signal('SIGTERM')
  await running.exited
  expect(await storedSettings(folder.path)).toMatchObject({ entries: [{ value: '7' }] })
})

test('a database that is none keeps nobody from starting', async () => {
  using folder = temporaryFolder()
  await Bun.write(folder.file('switchyard.db'), 'not a database at all, but long enough'.repeat(99))
  const environment = { DATA_DIR: folder.path }
  await using running = startSwitchyard(['start', '--port', '0'], { environment })
  await running.out.match(/what earlier runs have stored cannot be read/)
  await running.listening()
})
