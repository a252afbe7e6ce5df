import { homedir } from 'node:os'
import type { StartOptions } from '../cli/index.ts'
import type { Client } from '../server/auth.ts'
import {
  faultText,
  loadSettings,
  resolveRootKey,
  warningText,
  type RootKeys,
  type Settings,
} from '../settings/index.ts'
import { openDataFolder } from './data-folder.ts'

/** All that serving needs, or every reason why it cannot begin. */
export type Preparation =
  | {
      readonly type: 'ready'
      readonly settings: Settings
      readonly clients: ReadonlyMap<string, Client>
      /** Lines for the log. */
      readonly warnings: readonly string[]
      /** Lines for the operator's eyes alone: they hold keys that cannot be read again. */
      readonly secrets: readonly string[]
      /** Keeps other copies out of the data folder. */
      readonly lock: Disposable
    }
  | { readonly type: 'refused'; readonly reasons: readonly string[] }

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the settings and makes what the first start makes: the data folder and the keys. */
export const prepare = async (
  options: StartOptions,
  environment: Environment,
): Promise<Preparation> => {
  const loaded = await loadSettings({
    ...(options.configFile === undefined ? {} : { configFile: options.configFile }),
    environment,
    flags: options.flags,
    whereabouts: { home: homedir(), workingFolder: process.cwd() },
  })
  if (loaded.type === 'refused') return refused(loaded.faults.map(faultText))
  const { settings } = loaded
  const folder = await openDataFolder(settings.global.data_dir)
  if (folder.type === 'refused') return refused([folder.explanation])
  const keys = await resolveRootKey(settings, settings.global.data_dir, randomBytes)
  if (keys.type === 'refused') return refused([keys.explanation])
  return {
    type: 'ready',
    settings,
    clients: clientsOf(keys),
    warnings: loaded.warnings.map(warningText),
    secrets: keys.generated.map(
      ({ setting, key }) => `${setting} was made and is shown this once: ${key.reveal()}`,
    ),
    lock: folder.lock,
  }
}

const refused = (reasons: readonly string[]): Preparation => ({ type: 'refused', reasons })

const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

const clientsOf = ({
  client,
  admin,
}: Extract<RootKeys, { type: 'ready' }>): ReadonlyMap<string, Client> =>
  new Map([
    ...(client === undefined ? [] : [[client.sha256, { user: 'root', key: 'api_key' }] as const]),
    ...(admin === undefined ? [] : [[admin.sha256, { user: 'root', key: 'admin_key' }] as const]),
  ])
