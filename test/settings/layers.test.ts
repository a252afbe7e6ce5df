import { describe, expect, test } from 'bun:test'
import { describe as describeSettings } from '../../src/settings/describe.ts'
import { flagLayer } from '../../src/settings/flags.ts'
import type { Layer } from '../../src/settings/layer.ts'
import { readEnvironment } from '../../src/settings/read-environment.ts'
import { resolve } from '../../src/settings/resolve.ts'
import { environmentOf, faultsOf, fileLayer, settingsOf, whereabouts } from './resolved.ts'

const environmentLayers = (values: Record<string, string>): readonly Layer[] =>
  readEnvironment(environmentOf(values)).layers

const runtimeLayer = (tree: unknown): Layer => ({ source: { type: 'runtime' }, form: 'data', tree })

/** `value (source)` of the paths, after these layers. */
const effective = (layers: readonly Layer[], ...paths: readonly string[]) => {
  const resolution = resolve({ layers, environment: () => undefined, whereabouts })
  if (resolution.type === 'refused') throw new Error(JSON.stringify(resolution.faults))
  const described = describeSettings(resolution.settings, resolution.originOf)
  return paths.map((path) => {
    const { value, source } = described.get(path) ?? { value: 'absent', source: '' }
    return `${JSON.stringify(value)} (${source})`
  })
}

test('each layer weighs more than the one below, and every value knows its own', () => {
  const steps = [
    fileLayer({ global: { port: 1 }, runtime: { threads: 1 } }),
    runtimeLayer({ global: { port: 2 } }),
    ...environmentLayers({ PORT: '3' }),
    flagLayer('--port', 'global.port', '4'),
  ]
  const ports = [0, 1, 2, 3, 4].flatMap((count) => effective(steps.slice(0, count), 'global.port'))
  expect(ports).toEqual([
    '8045 (default)',
    '1 (file config.toml)',
    '2 (runtime)',
    '3 (environment PORT)',
    '4 (flag --port)',
  ])
  expect(effective(steps, 'runtime.threads')).toEqual(['1 (file config.toml)'])
})

test('a list is replaced as a whole: nothing of the lower one shines through', () => {
  const lower = fileLayer({
    channels: [{ id: 'openai', credentials: [{ secret: 'a', weight: 5 }] }],
  })
  const higher = runtimeLayer({ channels: [{ id: 'openai', credentials: [{ secret: 'b' }] }] })
  expect(effective([lower, higher], 'channels[0].credentials[0].weight')).toEqual(['1 (default)'])
})

describe('`allow_lan_access`', () => {
  test('opens the host of the same file', () => {
    const tree = { global: { host: '127.0.0.1' }, proxy: { allow_lan_access: true } }
    expect(effective([fileLayer(tree)], 'global.host')).toEqual(['"0.0.0.0" (file config.toml)'])
  })

  test('of the environment opens the host of a file', () => {
    const layers = [
      fileLayer({ global: { host: '127.0.0.1' } }),
      ...environmentLayers({ ALLOW_LAN_ACCESS: 'yes' }),
    ]
    expect(effective(layers, 'global.host')).toEqual(['"0.0.0.0" (environment ALLOW_LAN_ACCESS)'])
  })

  test('of a file yields to a host that a flag names', () => {
    const layers = [
      fileLayer({ proxy: { allow_lan_access: true } }),
      flagLayer('--host', 'global.host', '127.0.0.1'),
    ]
    expect(effective(layers, 'global.host')).toEqual(['"127.0.0.1" (flag --host)'])
  })
})

describe('the data folder', () => {
  const folderOf = (...layers: readonly Layer[]) =>
    effective(layers, 'global.data_dir', 'global.dsn')

  test('is in the home folder when nothing names one', () => {
    expect(folderOf()).toEqual([
      '"/somewhere/.switchyard" (default)',
      '"sqlite:///somewhere/.switchyard/switchyard.db" (default)',
    ])
  })

  test('of a flag weighs more than that of a file, also in what is filled in', () => {
    const file = fileLayer({ global: { data_dir: '~/a', dsn: 'sqlite://${DATA_DIR}/x.db' } })
    expect(folderOf(file, flagLayer('--data-dir', 'global.data_dir', 'b'))).toEqual([
      '"/elsewhere/b" (flag --data-dir)',
      '"sqlite:///elsewhere/b/x.db" (file config.toml)',
    ])
  })
})

test('a data folder that is named after itself lies in the usual one', () => {
  expect(settingsOf({ global: { data_dir: '${DATA_DIR}/here' } }).global.data_dir).toBe(
    '/somewhere/.switchyard/here',
  )
})

describe('`${NAME}`', () => {
  test('is filled from the environment anywhere in a text', () => {
    const tree = { proxy: { default_channel: '', custom_mapping: { a: 'x-${MODEL}-${MODEL}' } } }
    expect(settingsOf(tree, { MODEL: 'm' }).proxy.custom_mapping).toEqual({ a: 'x-m-m' })
  })

  test('stands for a number, a truth or a list where one is wanted', () => {
    const tree = {
      global: { port: '${PORT_NUMBER}' },
      proxy: { allow_lan_access: '${OPEN}' },
      channels: [{ id: 'openai', settings: { models: '${MODELS}' } }],
    }
    const settings = settingsOf(tree, { PORT_NUMBER: '81', OPEN: 'on', MODELS: 'a, b' })
    expect([
      settings.global.port,
      settings.proxy.allow_lan_access,
      settings.channels[0]?.settings.models,
    ]).toEqual([81, true, ['a', 'b']])
  })

  test('of a variable that is not set is refused with its path', () => {
    expect(faultsOf({ proxy: { api_key: '${ABSENT}' } })).toEqual([
      {
        path: 'proxy.api_key',
        message: 'needs the environment variable ABSENT, which is not set',
      },
    ])
  })

  test('is not looked for in what was filled in', () => {
    const tree = { proxy: { custom_mapping: { a: '${OUTER}' } } }
    const values = { OUTER: '${INNER}', INNER: 'no' }
    expect(settingsOf(tree, values).proxy.custom_mapping).toEqual({ a: '${INNER}' })
  })

  test('can be written as it is', () => {
    const tree = { proxy: { custom_mapping: { a: '$${NAME}' } } }
    expect(settingsOf(tree).proxy.custom_mapping).toEqual({ a: '${NAME}' })
  })

  test('that makes a fault is shown as written, not as filled', () => {
    const tree = { global: { port: '${KEY}' } }
    expect(faultsOf(tree, { KEY: 'canary' })).toMatchObject([{ got: '"${KEY}"' }])
  })
})

test.each([
  ['CacheFirst', 'cache_first'],
  ['cache-first', 'cache_first'],
  ['PERFORMANCE_FIRST', 'performance_first'],
  ['balance', 'balance'],
])('a mode written as %s is kept as %s', (written, mode) => {
  const settings = settingsOf({ proxy: { scheduling: { mode: written } } })
  expect<string>(settings.proxy.scheduling.mode).toBe(mode)
})
