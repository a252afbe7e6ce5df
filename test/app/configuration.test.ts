import { expect, test } from 'bun:test'
import { Configuration, type ConfigurationParts } from '../../src/app/configuration.ts'
import type { StateEntry } from '../../src/ledger/state.ts'
import {
  createGenerations,
  flagLayer,
  noConfigFile,
  resolve,
  type ConfigFile,
  type Layer,
  type Settings,
} from '../../src/settings/index.ts'

const fileOf = (tree: object): ConfigFile => ({
  layers: [{ source: { type: 'file', file: 'config.json' }, form: 'file', tree }],
  faults: [],
  name: {},
})

const open = { type: 'open', clients: new Map(), secrets: ['a key that is shown once'] } as const

/** A configuration over the file that it is told of, below one flag. */
const openConfiguration = (over: Partial<ConfigurationParts> = {}) => {
  const world = { isWritten: true }
  const kept: StateEntry[] = []
  const shown: string[] = []
  const load: ConfigurationParts['load'] = (runtime, file) => {
    const layers: readonly Layer[] = [
      ...file.layers,
      { source: { type: 'runtime' }, form: 'data', tree: runtime },
      flagLayer('--set', 'proxy.request_timeout', '9'),
    ]
    const whereabouts = { home: '/home', workingFolder: '/' }
    return resolve({ layers, environment: () => undefined, whereabouts })
  }
  const generations = createGenerations({} as Settings)
  const configuration = new Configuration({
    runtime: {},
    originOf: () => ({ type: 'default' }),
    file: noConfigFile,
    load,
    openAccess: async () => open,
    seal: {
      seal: async (text, about) => `${about} sealed ${text.length}`,
      open: async () => undefined,
    },
    show: (lines) => shown.push(...lines),
    ledger: {
      keepState: (entries) => kept.push(...entries),
      stateWritten: async () => world.isWritten,
    },
    now: () => 5,
    apply: (settings) => generations.apply(settings),
    ...over,
  })
  const current = () => generations.current().settings.proxy
  const reload = (tree: object = {}) => configuration.reload(fileOf(tree))
  return { configuration, reload, world, kept, shown, current }
}

test('a change is stored as one entry a value, and one that is taken back is removed', async () => {
  const { configuration, kept } = openConfiguration()
  const models = { 'a.b': 'c/d', e: 'f/g' }
  await configuration.change({ proxy: { custom_mapping: models, first_event_timeout: 11 } })
  await configuration.change({ proxy: { custom_mapping: { e: null }, first_event_timeout: 11 } })
  const entry = (path: readonly string[], value: string | null): StateEntry => ({
    kind: 'setting',
    key: JSON.stringify(path),
    value,
    at: 5,
  })
  expect(kept).toEqual([
    entry(['proxy', 'custom_mapping', 'a.b'], '"c/d"'),
    entry(['proxy', 'custom_mapping', 'e'], '"f/g"'),
    entry(['proxy', 'first_event_timeout'], '11'),
    entry(['proxy', 'custom_mapping', 'e'], null),
  ])
})

test('what holds a secret is sealed before it is stored, and the rest is not', async () => {
  const { configuration, kept } = openConfiguration()
  const auth = { username: 'relay', password: 'secret-of-the-proxy' }
  const proxies = [{ id: 'a', url: 'http://127.0.0.1:1', auth }]
  await configuration.change({ proxy: { proxy_pool: { proxies }, first_event_timeout: 11 } })
  const key = JSON.stringify(['proxy', 'proxy_pool', 'proxies'])
  const sealed = `${key} sealed ${JSON.stringify(proxies).length}`
  expect(kept.map(({ value }) => value)).toEqual([JSON.stringify({ sealed }), '11'])
})

test('a change whose secret cannot be sealed is refused, and nothing changes', async () => {
  const seal = { seal: () => Promise.reject(new Error('no key')), open: async () => undefined }
  const { configuration, kept } = openConfiguration({ seal })
  const refused = await configuration.change({ proxy: { api_key: 'sk-secret' } })
  expect(refused).toMatchObject({ faults: [{ message: expect.stringContaining('no key') }] })
  expect(kept).toEqual([])
})

test('what a flag hides is told, and stored all the same', async () => {
  const { configuration, reload, kept, current } = openConfiguration()
  await reload()
  const patch = { proxy: { request_timeout: 7, first_event_timeout: 11 } }
  expect(await configuration.change(patch)).toMatchObject({
    changed: ['proxy.first_event_timeout'],
    overruled: ['proxy.request_timeout'],
  })
  expect(kept).toHaveLength(2)
  expect(current().request_timeout).toBe(9)
})

test('a change that the database does not take in time holds, and says that it is not saved', async () => {
  const { configuration, world, current } = openConfiguration()
  world.isWritten = false
  const made = await configuration.change({ proxy: { first_event_timeout: 11 } })
  expect(made).toMatchObject({ type: 'changed', saved: false })
  expect(current().first_event_timeout).toBe(11)
})

test('a change under which nobody could come in is refused, and not stored', async () => {
  const explanation = 'the keys cannot be read'
  const { configuration, kept } = openConfiguration({
    openAccess: async () => ({ type: 'refused', explanation }),
  })
  expect(await configuration.change({ proxy: { first_event_timeout: 11 } })).toEqual({
    type: 'refused',
    faults: [{ path: '', message: explanation, source: '' }],
  })
  expect(kept).toEqual([])
})

test('a key that is made for a change is shown to the operator', async () => {
  const { configuration, shown } = openConfiguration()
  await configuration.change({ proxy: { auth_mode: 'strict' } })
  expect(shown).toEqual(['a key that is shown once'])
})

test('an edit of the file changes what was not changed while the program ran, and nothing else', async () => {
  const { configuration, reload, current } = openConfiguration()
  await configuration.change({ proxy: { first_event_timeout: 11 } })
  expect(
    await reload({ proxy: { first_event_timeout: 12, stream_idle_timeout: 3 } }),
  ).toMatchObject({ type: 'applied' })
  expect([current().first_event_timeout, current().stream_idle_timeout]).toEqual([11, 3])
})

test('a file that was refused is not what later changes are judged with', async () => {
  const { configuration, reload, current } = openConfiguration()
  await reload({ proxy: { stream_idle_timeout: 3 } })
  expect(await reload({ proxy: { stream_idle_timeout: -1 } })).toMatchObject({ type: 'refused' })
  await configuration.change({ proxy: { first_event_timeout: 11 } })
  expect([current().first_event_timeout, current().stream_idle_timeout]).toEqual([11, 3])
})

test('a file that is good only with what was changed is refused: nothing could start from it', async () => {
  const { configuration, reload, current } = openConfiguration()
  await configuration.change({ proxy: { auth_mode: 'strict' } })
  expect(
    await reload({ proxy: { auth_mode: 'off', allow_lan_access: true, stream_idle_timeout: 3 } }),
  ).toMatchObject({ type: 'refused' })
  expect(current().stream_idle_timeout).toBe(120)
})

test('changes that are asked for at once are all made', async () => {
  const { configuration, reload, current } = openConfiguration()
  const names = ['a', 'b', 'c', 'd']
  await Promise.all(
    names.map((name) => configuration.change({ proxy: { custom_mapping: { [name]: 'x' } } })),
  )
  await reload()
  expect(Object.keys(current().custom_mapping)).toEqual(names)
})

test('a change that is refused takes no later one with it', async () => {
  const { configuration, current } = openConfiguration()
  const changes = [
    configuration.change({ proxy: { stream_idle_timeout: -1 } }),
    configuration.change({ proxy: { first_event_timeout: 11 } }),
  ]
  expect(await Promise.all(changes)).toMatchObject([{ type: 'refused' }, { type: 'changed' }])
  expect(current()).toMatchObject({ first_event_timeout: 11, stream_idle_timeout: 120 })
})
