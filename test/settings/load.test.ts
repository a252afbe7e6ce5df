import { afterEach, beforeEach, expect, test } from 'bun:test'
import { symlinkSync } from 'node:fs'
import { type LoadedSettings, loadSettings } from '../../src/settings/load.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts'

let folder: TemporaryFolder
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const load = (
  environment: Record<string, string> = {},
  more: { configFile?: string; runtime?: unknown } = {},
): Promise<LoadedSettings> =>
  loadSettings({
    environment: { DATA_DIR: folder.path, ...environment },
    flags: [],
    whereabouts: { home: folder.path, workingFolder: folder.path },
    ...more,
  })

test('without a file everything has its default', async () => {
  const loaded = await load()
  expect(loaded).toMatchObject({ type: 'loaded', settings: { global: { port: 8045 } } })
  expect(loaded.file).toBeUndefined()
})

test.each([
  ['config.toml', '[global]\nport = 81\n'],
  ['config.json', '\uFEFF{"global": {"port": 81}}'],
  ['config.yaml', 'global:\n  port: 81\n'],
])('%s in the data folder is read', async (name, text) => {
  await Bun.write(folder.file(name), text)
  expect(await load()).toMatchObject({
    type: 'loaded',
    file: folder.file(name),
    settings: { global: { port: 81 } },
  })
})

test('two files in the data folder are refused: nobody knows which is meant', async () => {
  await Bun.write(folder.file('config.toml'), '')
  await Bun.write(folder.file('config.yaml'), '')
  expect(await load()).toMatchObject({
    type: 'refused',
    faults: [{ message: expect.stringContaining('config.toml and config.yaml') }],
  })
})

test('a named file is read instead of the one in the data folder', async () => {
  await Bun.write(folder.file('config.toml'), '[global]\nport = 81\n')
  await Bun.write(folder.file('other.toml'), '[global]\nport = 82\n')
  const port = async (loaded: Promise<LoadedSettings>) => {
    const settings = await loaded
    return settings.type === 'loaded' ? settings.settings.global.port : settings.faults
  }
  expect(await port(load({}, { configFile: 'other.toml' }))).toBe(82)
  expect(await port(load({ GPROXY_CONFIG_PATH: 'other.toml' }))).toBe(82)
})

test('a named file that does not exist is refused', async () => {
  expect(await load({}, { configFile: 'absent.toml' })).toMatchObject({
    type: 'refused',
    faults: [{ source: `file ${folder.file('absent.toml')}` }],
  })
})

test.each([
  ['config.toml', 'a = 1\n[proxy]\nb = = 2\nc = 3\n', /^is not valid TOML in or after line 3: /],
  ['config.toml', 'a = [\n1,\n', /^is not valid TOML in or after line 1: /],
  ['config.json', '{"a": }', /^is not valid JSON: /],
  ['config.yaml', 'a: [1', /^is not valid YAML: /],
])('a broken %s is refused with the reason', async (name, text, message) => {
  await Bun.write(folder.file(name), text)
  expect(await load()).toMatchObject({
    type: 'refused',
    faults: [{ message: expect.stringMatching(message), source: `file ${folder.file(name)}` }],
  })
})

test('a file whose form is not told by its name is refused', async () => {
  await Bun.write(folder.file('config.ini'), '')
  expect(await load({}, { configFile: 'config.ini' })).toMatchObject({
    faults: [{ message: expect.stringContaining('must end in') }],
  })
})

test('faults of a broken file do not hide those of the environment', async () => {
  await Bun.write(folder.file('config.json'), '{')
  expect(await load({ PORT: 'x' })).toMatchObject({
    type: 'refused',
    faults: [{ path: '' }, { path: 'global.port', source: 'environment PORT' }],
  })
})

test('runtime changes stand between file and environment', async () => {
  await Bun.write(folder.file('config.json'), '{"global": {"port": 1, "max_body_size": 2000}}')
  const runtime = { global: { port: 2, max_body_size: 3000 } }
  expect(await load({ PORT: '3' }, { runtime })).toMatchObject({
    settings: { global: { port: 3, max_body_size: 3000 } },
  })
})

test('a file that cannot be read is refused with the reason', async () => {
  // The memory of a process has a name like a file, and no first byte that could be read.
  symlinkSync('/proc/self/mem', folder.file('config.toml'))
  expect(await load()).toMatchObject({
    type: 'refused',
    faults: [{ message: expect.stringMatching(/^cannot be read: /) }],
  })
})

test('an empty variable is as good as none', async () => {
  expect(await load({ PORT: '', API_KEY: '' })).toMatchObject({
    type: 'loaded',
    settings: { global: { port: 8045 } },
  })
})
