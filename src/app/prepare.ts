import { homedir } from 'node:os'
import type { StartOptions } from '../cli/index.ts'
import type { Client } from '../server/auth.ts'
import {
  faultText,
  loadSettings,
  type LoadedSettings,
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
      /** The file that was read, if there is one. */
      readonly file: string | undefined
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
  const loaded = await load(options, environment)
  if (loaded.type === 'refused') return refused(loaded.faults.map(faultText))
  const { settings } = loaded
  const folder = await openDataFolder(settings.global.data_dir)
  if (folder.type === 'refused') return refused([folder.explanation])
  const access = await openAccess(settings, settings.global.data_dir)
  if (access.type === 'refused') return refused([access.explanation])
  return {
    ...access,
    type: 'ready',
    settings,
    file: loaded.file,
    warnings: loaded.warnings.map(warningText),
    lock: folder.lock,
  }
}

/** The settings as all their sources give them now. */
export const load = (options: StartOptions, environment: Environment): Promise<LoadedSettings> =>
  loadSettings({
    ...(options.configFile === undefined ? {} : { configFile: options.configFile }),
    environment,
    flags: options.flags,
    whereabouts: { home: homedir(), workingFolder: process.cwd() },
  })

export type Access =
  | {
      readonly type: 'open'
      readonly clients: ReadonlyMap<string, Client>
      /** Lines for the operator's eyes alone: they hold keys that cannot be read again. */
      readonly secrets: readonly string[]
    }
  | { readonly type: 'refused'; readonly explanation: string }

/** Who may come in under these settings. What has to be made for that is kept in `dataDir`. */
export const openAccess = async (settings: Settings, dataDir: string): Promise<Access> => {
  const keys = await resolveRootKey(settings, dataDir, randomBytes)
  if (keys.type === 'refused') return keys
  return {
    type: 'open',
    clients: clientsOf(keys),
    secrets: keys.generated.map(
      ({ setting, key }) => `${setting} was made and is shown this once: ${key.reveal()}`,
    ),
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
