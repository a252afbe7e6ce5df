import type { Command } from 'commander'
import { flagLayer, type Layer } from '../settings/index.ts'

/** A flag that sets one value; `words` stands behind it in the help, none for a switch. */
type SettingFlag = {
  readonly name: string
  readonly words: string
  readonly path: string
  readonly help: string
}

const exposed = '(other users of the machine can see it)'

const settingFlags: readonly SettingFlag[] = [
  { name: '--host', words: '<address>', path: 'global.host', help: 'address to listen on' },
  { name: '--port', words: '<number>', path: 'global.port', help: 'port to listen on' },
  { name: '--data-dir', words: '<folder>', path: 'global.data_dir', help: 'data folder' },
  { name: '--dsn', words: '<url>', path: 'global.dsn', help: 'where records are stored' },
  { name: '--proxy', words: '<url>', path: 'global.proxy', help: 'proxy of all accounts' },
  {
    name: '--admin-key',
    words: '<key>',
    path: 'global.admin_key',
    help: `the administrator's key ${exposed}`,
  },
  {
    name: '--database-secret-key',
    words: '<key>',
    path: 'global.database_secret_key',
    help: `seals stored credentials ${exposed}`,
  },
  {
    name: '--mask-sensitive-info',
    words: '<boolean>',
    path: 'global.mask_sensitive_info',
    help: 'keep bodies out of records',
  },
  {
    name: '--storage-write-queue-capacity',
    words: '<number>',
    path: 'runtime.storage_write_queue_capacity',
    help: 'records that may wait to be written',
  },
  {
    name: '--storage-write-max-batch-size',
    words: '<number>',
    path: 'runtime.storage_write_max_batch_size',
    help: 'records of one transaction',
  },
  {
    name: '--storage-write-aggregate-window-ms',
    words: '<number>',
    path: 'runtime.storage_write_aggregate_window_ms',
    help: 'how long records are gathered',
  },
  { name: '--auth-mode', words: '<mode>', path: 'proxy.auth_mode', help: 'when a key is needed' },
  {
    name: '--allow-lan-access',
    words: '',
    path: 'proxy.allow_lan_access',
    help: 'listen on every address of the machine',
  },
  {
    name: '--force-auth-off',
    words: '',
    path: 'proxy.force_auth_off',
    help: 'allow `--auth-mode off` although other machines can reach us',
  },
]

/** Gathers what a command line sets, in its order. */
export type FlagCollector = { readonly layers: () => readonly Layer[] }

/** Gives a command the flags that set values, and `--set` for every other value. */
export const addSettingFlags = (command: Command): FlagCollector => {
  const layers: Layer[] = []
  for (const { name, words, path, help } of settingFlags) {
    command.option(`${name} ${words}`.trimEnd(), help)
    const event = `option:${name.slice(2)}`
    command.on(event, (value: string | null | undefined) => {
      layers.push(flagLayer(name, path, value ?? 'true'))
    })
  }
  command.option('--set <path=value>', 'set any value: `--set proxy.request_timeout=30`')
  command.on('option:set', (assignment: string) => {
    const [path = '', ...value] = assignment.split('=')
    layers.push(flagLayer(`--set ${path}`, path, value.join('=')))
  })
  return { layers: () => layers }
}
