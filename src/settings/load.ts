import { type ConfigFile, configFileOf, type FileText, readFileText } from './config-file.ts'
import type { Whereabouts } from './data-folder.ts'
import type { Fault, Warning } from './findings.ts'
import type { Environment } from './interpolate.ts'
import type { Layer } from './layer.ts'
import { readEnvironment } from './read-environment.ts'
import { resolve, type Resolution } from './resolve.ts'

export type SettingsSources = {
  /** As `--config` says it; without it the environment, then the data folder is asked. */
  readonly configFile?: string
  /** What was changed while the program ran, as stored; nothing when it is to be dropped. */
  readonly runtime?: unknown
  /** `process.env`, or what a test puts in its place. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What the command line sets. */
  readonly flags: readonly Layer[]
  readonly whereabouts: Whereabouts
}

/** The settings, or everything that is wrong with them; `file` is the one that was read, if there is one. */
export type LoadedSettings = Resolution & { readonly file?: string }

/** Reads the file and the environment, and resolves all layers. Writes nothing. */
export const loadSettings = async (sources: SettingsSources): Promise<LoadedSettings> =>
  settingsWith(sources, configFileOf(await readSettingsFile(sources)))

/** The file's text alone, to be taken apart by `configFileOf`. */
export const readSettingsFile = (sources: SettingsSources): Promise<FileText> =>
  readFileText({ ...sources, environment: environmentOf(sources) })

/** What all layers make, with a file that was read before. */
export const settingsWith = (sources: SettingsSources, file: ConfigFile): LoadedSettings => {
  const environment = environmentOf(sources)
  const fromEnvironment = readEnvironment(environment)
  const runtime: readonly Layer[] =
    sources.runtime === undefined
      ? []
      : [{ source: { type: 'runtime' }, form: 'data', tree: sources.runtime }]
  const resolution = resolve({
    layers: [...file.layers, ...runtime, ...fromEnvironment.layers, ...sources.flags],
    environment,
    whereabouts: sources.whereabouts,
  })
  const warnings = [...fromEnvironment.warnings, ...resolution.warnings]
  return { ...withFaults(resolution, file.faults, warnings), ...file.name }
}

/** A variable that is empty is none. */
const environmentOf =
  ({ environment }: SettingsSources): Environment =>
  (name) =>
    environment[name] || undefined

const withFaults = (
  resolution: Resolution,
  faults: readonly Fault[],
  warnings: readonly Warning[],
): Resolution => {
  if (faults.length === 0) return { ...resolution, warnings }
  const others = resolution.type === 'refused' ? resolution.faults : []
  return { type: 'refused', faults: [...faults, ...others], warnings }
}
