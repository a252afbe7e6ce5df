import { resolve as resolvePath } from 'node:path'
import { dataFolder, type Whereabouts } from './data-folder.ts'
import { configFileName } from './environment-names.ts'
import { findFile } from './find-file.ts'
import type { Fault, Warning } from './findings.ts'
import type { Environment } from './interpolate.ts'
import type { Layer } from './layer.ts'
import { type Parsed, parseFile } from './parse-file.ts'
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

/** What the configuration file says, or why it says nothing. */
export type ConfigFile = {
  readonly layers: readonly Layer[]
  readonly faults: readonly Fault[]
  readonly name: { readonly file?: string }
}

export const noConfigFile: ConfigFile = { layers: [], faults: [], name: {} }

/** Reads the file and the environment, and resolves all layers. Writes nothing. */
export const loadSettings = async (sources: SettingsSources): Promise<LoadedSettings> =>
  settingsWith(sources, await readConfigFile(sources))

export const readConfigFile = (sources: SettingsSources): Promise<ConfigFile> => {
  const { whereabouts, flags } = sources
  const environment = environmentOf(sources)
  const upper = [...readEnvironment(environment).layers, ...flags]
  const named = sources.configFile ?? environment(configFileName)
  return readFile(
    named === undefined ? undefined : resolvePath(whereabouts.workingFolder, named),
    dataFolder(upper, environment, whereabouts),
  )
}

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

const readFile = async (named: string | undefined, folder: string): Promise<ConfigFile> => {
  const found = await findFile(named, folder)
  if (found.type === 'none') return noConfigFile
  if (found.type === 'refused') return { layers: [], faults: [found.fault], name: {} }
  const { file } = found
  const parsed = await Bun.file(file)
    .text()
    .then((text) => parseFile(file, text), unreadable)
  if (parsed.type === 'refused') {
    return { layers: [], faults: [{ ...parsed.fault, source: `file ${file}` }], name: { file } }
  }
  const layer: Layer = { source: { type: 'file', file }, form: 'file', tree: parsed.tree }
  return { layers: [layer], faults: [], name: { file } }
}

const unreadable = (error: unknown): Parsed => ({
  type: 'refused',
  fault: { path: '', message: `cannot be read: ${String(error)}` },
})

const withFaults = (
  resolution: Resolution,
  faults: readonly Fault[],
  warnings: readonly Warning[],
): Resolution => {
  if (faults.length === 0) return { ...resolution, warnings }
  const others = resolution.type === 'refused' ? resolution.faults : []
  return { type: 'refused', faults: [...faults, ...others], warnings }
}
