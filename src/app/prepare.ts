import { homedir } from 'node:os'
import { join } from 'node:path'
import type { StartOptions } from '../cli/index.ts'
import type { Client } from '../server/auth.ts'
import {
  configFileOf,
  faultText,
  type FileText,
  readSettingsFile,
  settingsWith,
  warningText,
  type Settings,
  type SettingsSources,
} from '../settings/index.ts'
import { openAccess, randomBytes } from './access.ts'
import type { SettingsSource } from './configuration.ts'
import { openDataFolder } from './data-folder.ts'
import { openSeal } from './seal.ts'
import { readStored, type Stored } from './stored.ts'

/** All that serving needs, or every reason why it cannot begin. */
export type Preparation =
  | {
      readonly type: 'ready'
      readonly settings: Settings
      /** Where they come from from now on. */
      readonly source: SettingsSource
      readonly stored: Stored
      readonly clients: ReadonlyMap<string, Client>
      /** The file as it was read, and how it is read again. */
      readonly file: { readonly known: FileText; readonly read: () => Promise<FileText> }
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
  const sources = sourcesOf(options, environment)
  const load: SettingsSource['load'] = (runtime, from) =>
    settingsWith({ ...sources, runtime }, from)
  const read = () => readSettingsFile(sources)
  const known = await read()
  const configFile = configFileOf(known)
  const bare = load({}, configFile)
  if (bare.type === 'refused') return refused(bare.faults.map(faultText))
  const { data_dir: dataDir, dsn } = bare.settings.global
  const folder = await openDataFolder(dataDir)
  if (folder.type === 'refused') return refused([folder.explanation])
  const seal = openSeal({
    secret: bare.settings.global.database_secret_key.reveal(),
    file: join(dataDir, 'database-key'),
    randomBytes,
  })
  const { isForcingConfig } = options
  const stored = await readStored({ dsn, seal, isForcingConfig })
  if (stored.closed.length > 0) return refused([otherKey(stored.closed)])
  const loaded = load(stored.runtime, configFile)
  if (loaded.type === 'refused') return refused([...loaded.faults.map(faultText), howToDrop])
  const { settings, warnings } = loaded
  const source: SettingsSource = {
    runtime: stored.runtime,
    originOf: loaded.originOf,
    file: configFile,
    load,
    openAccess: (changed) => openAccess(changed, dataDir),
    seal,
    show,
  }
  const access = await source.openAccess(settings)
  if (access.type === 'refused') return refused([access.explanation])
  return {
    ...access,
    type: 'ready',
    settings,
    source,
    stored,
    file: { known, read },
    warnings: [...warnings.map(warningText), ...stored.warnings],
    lock: folder.lock,
  }
}

const otherKey = (paths: readonly string[]): string =>
  `what was changed while the program ran was sealed with another key (${paths.join(', ')}): bring back \`global.database_secret_key\`, or the file \`database-key\` of the data folder, or drop it with \`--force-config\``

const howToDrop =
  'what was changed while the program ran is part of this: `--force-config` drops it'

const sourcesOf = (
  { configFile, flags }: StartOptions,
  environment: Environment,
): SettingsSources => ({
  ...(configFile === undefined ? {} : { configFile }),
  environment,
  flags,
  whereabouts: { home: homedir(), workingFolder: process.cwd() },
})

/** For the operator's eyes alone, so not into the log. */
export const show = (lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(`${line}\n`)
}

const refused = (reasons: readonly string[]): Preparation => ({ type: 'refused', reasons })
