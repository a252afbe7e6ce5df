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

/** Reads the file and the environment, and resolves all layers. Writes nothing. */
export const loadSettings = async (sources: SettingsSources): Promise<LoadedSettings> => {
  const { whereabouts, flags } = sources
  const environment: Environment = (name) => sources.environment[name] || undefined
  const fromEnvironment = readEnvironment(environment)
  const upper = [...fromEnvironment.layers, ...flags]
  const named = sources.configFile ?? environment(configFileName)
  const file = await readFile(
    named === undefined ? undefined : resolvePath(whereabouts.workingFolder, named),
    dataFolder(upper, environment, whereabouts),
  )
  const runtime: readonly Layer[] =
    sources.runtime === undefined
      ? []
      : [{ source: { type: 'runtime' }, form: 'data', tree: sources.runtime }]
  const resolution = resolve({
    layers: [...file.layers, ...runtime, ...upper],
    environment,
    whereabouts,
  })
  const warnings = [...fromEnvironment.warnings, ...resolution.warnings]
  return { ...withFaults(resolution, file.faults, warnings), ...file.name }
}

type FileLayers = {
  readonly layers: readonly Layer[]
  readonly faults: readonly Fault[]
  readonly name: { readonly file?: string }
}

const readFile = async (named: string | undefined, folder: string): Promise<FileLayers> => {
  const found = await findFile(named, folder)
  if (found.type === 'none') return { layers: [], faults: [], name: {} }
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
